// Mends what Streamlit 1.67 leaves open for keyboard and screen-reader users, in the reader's language.
// Loaded by the page shell (pages/components/web.py) before Streamlit starts. No page injects scripts of its own.
(function () {
  "use strict";
  var words = window.assessmentWords || {};

  // Streamlit reruns the page on a bare "r" (and clears its cache on "c"): a single-key shortcut that cannot be turned
  // off fails WCAG 2.1.4. Bare keys are kept from it; typing, type-ahead in lists and spin buttons go on as they were.
  window.addEventListener("keydown", function (event) {
    var target = event.composedPath()[0];
    if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!target || !target.getAttribute) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable) return;
    if (/^(spinbutton|listbox|option|combobox|menuitem)$/.test(target.getAttribute("role") || "")) return;
    event.stopImmediatePropagation();
  }, true);

  // English that Streamlit gives no way to translate, by what it says.
  var english = {
    "Skip to main content": words.skip_to_content,
    "Upload": words.upload,
    "Browse files": words.upload,
    "Open sidebar": words.open_menu,
    "Expand sidebar": words.open_menu,
    "Close sidebar": words.close_menu,
    "Collapse sidebar": words.close_menu,
    "Open navigation menu": words.open_menu,
    "Main menu": words.main_menu,
    "Navigation": words.main_menu,
    "Page navigation": words.main_menu,
    "Drag and drop file here": words.drop_file,
    "No results": words.no_results,
    "Clear value": words.clear_value,
    "Clear all": words.clear_value,
    "Select all": words.select_all,
    "Copy to clipboard": words.copy,
    "(opens in new tab)": words.new_tab
  };
  function translate(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      var text = node.nodeValue.trim();
      var limit = /^(\d+)\s?MB per file/.exec(text);
      if (limit && words.upload_limit) node.nodeValue = words.upload_limit.replace("{size}", limit[1]) + text.slice(limit[0].length);
      if (text && english[text] && english[text] !== text) node.nodeValue = english[text];
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    ["aria-label", "title", "placeholder"].forEach(function (name) {
      var value = node.getAttribute(name);
      if (value && english[value]) node.setAttribute(name, english[value]);
    });
    for (var child = node.firstChild; child; child = child.nextSibling) translate(child);
  }

  // Each page says which page it is, in which language: <div class="page-mark" data-page data-language>.
  var shownPage = null, shownHeading = "";
  function heading() { return document.querySelector("main h1, [data-testid=stMain] h1"); }
  function followPage() {
    var mark = document.querySelector(".page-mark");
    if (!mark) return;
    if (mark.dataset.language) document.documentElement.lang = mark.dataset.language;
    if (mark.dataset.page !== shownPage) {
      // A change of page moves the reading place to its heading, so that it is announced; the first page leaves it be.
      if (shownPage !== null) focusHeading(shownHeading, 100);
      shownPage = mark.dataset.page;
    }
    if (heading()) shownHeading = heading().textContent;
  }
  // The new heading comes a moment after the new page's name.
  function focusHeading(old, triesLeft) {
    var now = heading();
    if (now && now.textContent !== old) {
      now.tabIndex = -1;
      now.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    } else if (triesLeft > 0) {
      setTimeout(function () { focusHeading(old, triesLeft - 1); }, 50);
    }
  }

  // An area pointed at in a table is marked on the map, and the other way round (map.js listens and calls).
  function areaOf(target) {
    var row = target && target.closest ? target.closest("[data-area]") : null;
    return row ? row.dataset.area : null;
  }
  function tellMap(area) {
    document.querySelectorAll("iframe").forEach(function (frame) {
      try { if (frame.contentWindow.planningMap) frame.contentWindow.planningMap.mark(area); } catch (error) { /* not ours */ }
    });
  }
  document.addEventListener("mouseover", function (event) { tellMap(areaOf(event.target)); });
  document.addEventListener("focusin", function (event) { tellMap(areaOf(event.target)); });
  window.markArea = function (area) {
    document.querySelectorAll("[data-area].marked").forEach(function (row) { row.classList.remove("marked"); });
    if (!area) return;
    document.querySelectorAll("[data-area]").forEach(function (row) {
      if (row.dataset.area === area) row.classList.add("marked");
    });
  };

  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.type === "characterData") translate(change.target);
      if (change.type === "attributes") translate(change.target);
      change.addedNodes.forEach(translate);
    });
    followPage();
  }).observe(document.documentElement, {
    childList: true, subtree: true, characterData: true, attributes: true,
    attributeFilter: ["aria-label", "data-page", "data-language"]
  });
})();

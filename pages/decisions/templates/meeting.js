/* One thing a screen: arrows, Page Up/Down, Space, Home and End change it; without this script the screens follow each other. */
(function () {
  "use strict";
  var screens = Array.prototype.slice.call(document.querySelectorAll("main > section"));
  var place = document.getElementById("place");
  var now = 0;
  document.documentElement.className = "one-at-a-time";
  function show(number, focus) {
    now = Math.max(0, Math.min(screens.length - 1, number));
    screens.forEach(function (screen, i) { screen.hidden = i !== now; });
    place.textContent = place.getAttribute("data-words").replace("{number}", now + 1).replace("{count}", screens.length);
    document.getElementById("previous").disabled = now === 0;
    document.getElementById("next").disabled = now === screens.length - 1;
    history.replaceState(null, "", "#" + screens[now].id);
    if (focus) { var head = screens[now].querySelector("h1, h2"); head.tabIndex = -1; head.focus(); window.scrollTo(0, 0); }
  }
  function wanted() {
    for (var i = 0; i < screens.length; i += 1) { if ("#" + screens[i].id === location.hash) { return i; } }
    return 0;
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    var to = { ArrowRight: now + 1, PageDown: now + 1, ArrowLeft: now - 1, PageUp: now - 1, Home: 0, End: screens.length - 1 }[event.key];
    /* Up and down scroll a screen that is taller than the window; else they change the screen too. */
    var tall = document.documentElement.scrollHeight > window.innerHeight + 4;
    if (!tall && event.key === "ArrowDown") { to = now + 1; }
    if (!tall && event.key === "ArrowUp") { to = now - 1; }
    if (event.key === " " && event.target.tagName !== "BUTTON" && event.target.tagName !== "A" && !tall) { to = now + 1; }
    if (event.key === "Escape") { var back = document.getElementById("back"); if (back) { location.href = back.href; } return; }
    if (to === undefined) { return; }
    event.preventDefault();
    show(to, true);
  });
  document.getElementById("previous").addEventListener("click", function () { show(now - 1, true); });
  document.getElementById("next").addEventListener("click", function () { show(now + 1, true); });
  window.addEventListener("hashchange", function () { show(wanted(), true); });
  show(wanted(), false);
}());

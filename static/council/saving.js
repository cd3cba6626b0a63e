/* Saves the statement while it is being written: at once in this browser, every few seconds on the server.
   The page works without this file; then the Save button does it. */
(function () {
  "use strict";
  var KEEP_MS = 700, SEND_MS = 4000, RETRY_MS = 5000;
  function store(act) { try { return act(window.localStorage); } catch (error) { return null; } }

  var forget = document.querySelector("[data-forget]");
  if (forget) {
    store(function (kept) {
      Object.keys(kept).filter(function (key) { return key.indexOf(forget.dataset.forget) === 0; }).forEach(function (key) { kept.removeItem(key); });
    });
  }
  var wrong = document.querySelector("[data-focus]");
  if (wrong) { wrong.focus(); }

  var form = document.getElementById("lausunto");
  if (!form || !form.dataset.autosave) { return; }
  var key = form.dataset.key, saved = document.getElementById("tallennettu"), notice = document.getElementById("ilmoitus");
  var OWN = { token: 1, version: 1, versions: 1, now: 1, way: 1, device: 1, "do": 1, attachment: 1, received_day: 1, received_time: 1 };
  var sending = false, stopped = false, offline = false, keepTimer = 0, sendTimer = 0;

  /* A word of this tab's own, so that the server knows its later text from another's. */
  function device() {
    try {
      var word = window.sessionStorage.getItem("laite");
      if (!word) {
        word = Array.from(window.crypto.getRandomValues(new Uint8Array(12)), function (n) { return n.toString(36); }).join("");
        window.sessionStorage.setItem("laite", word);
      }
      return word.slice(0, 40);
    } catch (error) { return ""; }
  }
  form.elements.device.value = device();

  function fields() {
    var told = {};
    new FormData(form).forEach(function (value, name) { if (!OWN[name] && typeof value === "string" && value !== "") { told[name] = value.replace(/\r\n/g, "\n"); } });
    return told;
  }
  function same(one, other) {
    var names = Object.keys(one);
    return names.length === Object.keys(other).length && names.every(function (name) { return one[name] === other[name]; });
  }
  function keep() { store(function (kept) { kept.setItem(key, JSON.stringify({ base: form.elements.version.value, fields: fields() })); }); }
  function unkeep() { store(function (kept) { kept.removeItem(key); }); }
  function say(text) { if (saved.textContent !== text) { saved.textContent = text; } }

  /* What the server sent, whatever the browser put back into the fields when the page was loaded again. */
  function served() {
    var told = {};
    Array.from(form.elements).forEach(function (field) {
      if (!field.name || OWN[field.name] || !("defaultValue" in field)) { return; }
      var value = field.type === "radio" && !field.defaultChecked ? "" : field.defaultValue;
      if (value) { told[field.name] = value.replace(/\r\n/g, "\n"); }
    });
    return told;
  }
  var last = served();

  function changed() {
    window.clearTimeout(keepTimer);
    keepTimer = window.setTimeout(keep, KEEP_MS);
    if (!sendTimer && !stopped) { sendTimer = window.setTimeout(send, offline ? RETRY_MS : SEND_MS); }
  }
  function later() { if (!stopped) { window.clearTimeout(sendTimer); sendTimer = window.setTimeout(send, RETRY_MS); } }

  function send() {
    sendTimer = 0;
    if (sending) { later(); return; }
    var now = fields();
    if (same(now, last)) { return; }
    keep();
    sending = true;
    var body = new URLSearchParams(now);
    ["token", "version", "versions", "way", "device"].forEach(function (name) { body.set(name, form.elements[name].value); });
    var giveUp = new AbortController(), timer = window.setTimeout(function () { giveUp.abort(); }, 15000);
    fetch(form.dataset.autosave, { method: "POST", body: body, credentials: "same-origin", signal: giveUp.signal, redirect: "error" })
      .then(function (answer) { return answer.json().then(function (told) { return { status: answer.status, told: told }; }); })
      .then(function (answer) {
        if (answer.status === 200) {
          last = now;
          offline = false;
          notice.textContent = "";
          form.elements.version.value = answer.told.version;
          say(answer.told.saved);
          if (same(fields(), now)) { unkeep(); } else { keep(); changed(); }
        } else if (answer.status === 409) {
          stopped = true;
          tell(answer.told.problem, [[form.dataset.see, function () { submit("save"); }]]);
        } else {
          /* Signed out, too long, too often, busy: the text stays in this browser, and is tried again where that helps. */
          tell(answer.told.problem, []);
          if (answer.status === 429 || answer.status >= 500) { later(); }
        }
      })
      .catch(function () { offline = true; say(form.dataset.lost); later(); })
      .finally(function () { window.clearTimeout(timer); sending = false; });
  }

  function submit(act) {
    var button = form.querySelector('button[value="' + act + '"]');
    if (button) { form.requestSubmit(button); }
  }
  function tell(text, choices) {
    notice.textContent = "";
    var line = document.createElement("p");
    line.textContent = text;
    notice.appendChild(line);
    choices.forEach(function (choice) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "second";
      button.textContent = choice[0];
      button.addEventListener("click", choice[1]);
      notice.appendChild(button);
      notice.appendChild(document.createTextNode(" "));
    });
  }

  function fill(told) {
    Array.from(form.elements).forEach(function (field) {
      if (!field.name || OWN[field.name] || field.tagName === "BUTTON" || field.tagName === "FIELDSET") { return; }
      if (field.type === "radio") { field.checked = told[field.name] === field.value; }
      else { field.value = told[field.name] || ""; }
    });
  }
  /* A dissenting opinion that was being written has no fields on a fresh page: the server makes them. */
  function fits(told) { return Object.keys(told).every(function (name) { return form.elements[name]; }); }

  function restore() {
    var kept = store(function (all) { return JSON.parse(all.getItem(key) || "null"); });
    if (!kept || !kept.fields) {
      if (!same(fields(), last)) { changed(); }
      return;
    }
    if (same(kept.fields, last)) { unkeep(); return; }
    if (!fits(kept.fields)) {
      var number = Math.max.apply(null, Object.keys(kept.fields).map(function (name) { return /^dissenting_/.test(name) ? Number(name.split("_")[2]) : 0; }));
      var wanted = new URL(window.location.href);
      if (number && wanted.searchParams.get("opinions") !== String(number)) {
        wanted.searchParams.set("opinions", String(number));
        window.location.replace(wanted.href);
        return;
      }
    }
    if (kept.base === form.elements.version.value) {
      fill(kept.fields);
      tell(form.dataset.restored, []);
      send();
      return;
    }
    tell(form.dataset.older, [
      [form.dataset.use, function () { fill(kept.fields); notice.textContent = ""; send(); saved.scrollIntoView({ block: "nearest" }); }],
      [form.dataset.drop, function () { unkeep(); notice.textContent = ""; }]
    ]);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  /* The buttons send the whole form: what they send the page that follows shows. */
  form.addEventListener("submit", function () { keep(); stopped = true; window.clearTimeout(sendTimer); });
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden" && !stopped) { keep(); send(); } });
  window.addEventListener("pagehide", function () { if (!same(fields(), last)) { keep(); } });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { stopped = false; changed(); } });
  window.addEventListener("online", function () { if (!stopped) { send(); } });
  restore();
})();

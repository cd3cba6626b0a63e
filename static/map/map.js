// Draws the planning map inside streamlit-folium's frame. Loaded right after leaflet.js and the words.
// Python sends ground(...) once (outline, areas, roads, place names) and show(...) at each change (figures and marks), so that
// a change repaints without rebuilding the map. All text is set as text, never as markup.
(function () {
  "use strict";
  var cellNotes = window.cellNotes;
  var words = window.assessmentWords || {};
  var here = document.currentScript.src.replace(/[^/]*$/, "");
  var clicks = 0;
  var areas = {};      // area id -> Leaflet path
  var styles = {};     // area id -> its present style
  var map = null;
  var renderer = null;
  var marked = null;
  var legendBox = null;
  var refit = function () {};

  L.Icon.Default.imagePath = here + "../leaflet/images/";
  document.documentElement.lang = words.language || "fi";
  L.Control.Zoom.mergeOptions({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out });
  if (window.frameElement) window.frameElement.title = words.map;
  if (L.drawLocal) {
    L.drawLocal.draw.toolbar.buttons.marker = words.draw_marker;
    L.drawLocal.draw.toolbar.buttons.polyline = words.draw_line;
    L.drawLocal.draw.toolbar.buttons.polygon = words.draw_zone;
    L.drawLocal.draw.toolbar.finish.text = L.drawLocal.draw.toolbar.finish.title = words.draw_finish;
    L.drawLocal.draw.toolbar.undo.text = L.drawLocal.draw.toolbar.undo.title = words.draw_undo;
    ["polyline", "polygon"].forEach(function (name) {
      var tip = L.drawLocal.draw.handlers[name].tooltip;
      tip.start = words.draw_start; tip.cont = words.draw_next;
      tip.end = name === "polyline" ? words.draw_end_line : words.draw_end_zone;
    });
    L.drawLocal.draw.handlers.polyline.error = words.draw_crossing;
    L.drawLocal.draw.toolbar.actions.title = words.draw_cancel;
    L.drawLocal.draw.toolbar.actions.text = words.draw_cancel;
    L.drawLocal.draw.handlers.marker.tooltip.start = words.draw_hint;
  }
  L.Map.addInitHook(function () {
    var container = this.getContainer();
    // folium forbids zooming the page; that would keep text small for those who need it large.
    document.querySelectorAll("meta[name=viewport]").forEach(function (meta) {
      meta.content = "width=device-width, initial-scale=1";
    });
    container.setAttribute("role", "application");
    container.setAttribute("aria-label", words.map_help);
    var attribution = this.attributionControl;
    if (attribution) attribution.setPrefix(false);
  });

  // One typeface: the page's own, which Streamlit names only in its style sheets.
  (function () {
    try {
      Array.prototype.forEach.call(window.parent.document.styleSheets, function (sheet) {
        Array.prototype.forEach.call(sheet.cssRules, function (rule) {
          if (!(rule instanceof window.parent.CSSFontFaceRule) || !/Source Sans/.test(rule.style.getPropertyValue("font-family"))) return;
          var address = /url\(["']?([^"')]+)/.exec(rule.style.getPropertyValue("src"));
          if (!address) return;
          var face = new FontFace("Page Sans", 'url("' + new URL(address[1], sheet.href || window.parent.location.href).href + '")', {
            weight: rule.style.getPropertyValue("font-weight") || "normal", style: rule.style.getPropertyValue("font-style") || "normal"
          });
          document.fonts.add(face);
          face.load().then(labelsAgain, function () { /* the spare typeface will do */ });
        });
      });
    } catch (error) { /* shown in a page that is not ours: the spare typeface will do */ }
  })();

  function element(tag, className, text) {
    var made = document.createElement(tag);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  // Patterns: a loss is hatched, more densely the greater it is; a gain is dotted. Colour is never alone.
  function pattern(svg, name, colour, kind, gap) {
    if (svg.querySelector("#" + name)) return;
    var space = "http://www.w3.org/2000/svg";
    var made = document.createElementNS(space, "pattern");
    made.setAttribute("id", name);
    made.setAttribute("patternUnits", "userSpaceOnUse");
    made.setAttribute("width", gap);
    made.setAttribute("height", gap);
    var back = document.createElementNS(space, "rect");
    back.setAttribute("width", gap); back.setAttribute("height", gap); back.setAttribute("fill", colour);
    made.appendChild(back);
    var ink = document.createElementNS(space, kind === "dots" ? "circle" : "path");
    if (kind === "dots") {
      ink.setAttribute("cx", gap / 2); ink.setAttribute("cy", gap / 2); ink.setAttribute("r", 1.6);
      ink.setAttribute("fill", "rgba(0,40,40,0.55)");
    } else {
      made.setAttribute("patternTransform", "rotate(45)");
      ink.setAttribute("d", "M0 0V" + gap);
      ink.setAttribute("stroke", "rgba(40,0,50,0.5)"); ink.setAttribute("stroke-width", 2);
    }
    made.appendChild(ink);
    svg.insertBefore(made, svg.firstChild);
  }

  function fillOf(style) {
    if (!style.pattern) return style.fill;
    var name = "fill-" + style.pattern + style.gap + "-" + style.fill.slice(1);
    pattern(renderer._container, name, style.fill, style.pattern, style.gap);
    return "url(#" + name + ")";
  }

  function paint(id) {
    var path = areas[id], style = styles[id];
    if (!path) return;
    var isMarked = id === marked, chosen = style && style.chosen;
    path.setStyle({
      fillColor: style ? fillOf(style) : "#f3f4f5", fillOpacity: 1,
      color: isMarked || chosen ? "#0b3d6b" : "#8a96a3", weight: isMarked ? 4 : chosen ? 3.5 : 1
    });
    if (isMarked || chosen) path.bringToFront();
  }

  function tooltip(lines, ofCell) {
    var box = element("div", "area-note");
    // A cell's own times stand alone: its area's beside them would be read as the same thing.
    if (ofCell && ofCell.length) lines = lines.slice(0, 1);
    lines.forEach(function (line, index) { box.appendChild(element(index ? "div" : "strong", "", line)); });
    if (ofCell && ofCell.length) {
      var part = element("div", "cell-note");
      ofCell.forEach(function (line) { part.appendChild(element("div", "", line)); });
      box.appendChild(part);
    }
    return box;
  }

  // A cell pointed at tells its own times in its area's note; cells.js knows them.
  var pointedCell = -1;
  function tellCell(layer, latlng) {
    var cell = cellNotes.at(map, latlng);
    if (cell === pointedCell) return;
    pointedCell = cell;
    var tip = layer.getTooltip();
    if (tip && layer.isTooltipOpen()) layer.setTooltipContent(tip._content);
  }

  function ground(target, given) {
    map = target;
    map.createPane("cells").style.zIndex = 395;
    map.createPane("areas").style.zIndex = 390;
    map.createPane("roads").style.zIndex = 410;
    map.createPane("names").style.zIndex = 420;
    ["cells", "roads", "names"].forEach(function (name) { map.getPane(name).style.pointerEvents = "none"; });
    renderer = L.svg({ pane: "areas", padding: 0.3 });
    map.addLayer(renderer);
    L.geoJSON(given.areas, {
      renderer: renderer, pane: "areas", style: { weight: 1, color: "#8a96a3", fillColor: "#f3f4f5", fillOpacity: 1 },
      onEachFeature: function (feature, layer) {
        areas[feature.properties.area] = layer;
        layer.bindTooltip(function () {
          var style = styles[feature.properties.area];
          return tooltip(style && style.note ? style.note : [feature.properties.name], cellNotes.lines(pointedCell));
        }, { sticky: true, className: "area-tip" });
        layer.on("mousemove", function (event) { tellCell(layer, event.latlng); });
        layer.on("mouseover", function () { mark(feature.properties.area); tellPage(feature.properties.area); });
        layer.on("mouseout", function () { mark(null); tellPage(null); });
        layer.on("click", function () { feature.properties.click = ++clicks; });
      }
    }).addTo(map);
    L.geoJSON(given.outline, {
      renderer: L.svg({ pane: "roads" }), pane: "roads", interactive: false,
      style: { color: "#4a5a6a", weight: 2.5, fill: false }
    }).addTo(map);
    L.geoJSON(given.roads, {
      renderer: L.svg({ pane: "roads" }), pane: "roads", interactive: false,
      style: function (feature) {
        return { color: "#5b6570", opacity: 0.75, weight: feature.properties.rank === 1 ? 2.2 : 1.1, fill: false };
      }
    }).addTo(map);
    given.places.forEach(function (place) {
      L.marker([place.lat, place.lon], {
        pane: "names", interactive: false, keyboard: false,
        icon: L.divIcon({ className: "place-name rank-" + place.rank, html: element("span", "", place.name), iconSize: null })
      }).addTo(map);
    });
    map.on("draw:created", function (event) {
      var feature = event.layer.feature = event.layer.feature || { type: "Feature", properties: {} };
      feature.properties.drawn = ++clicks;
      // Python draws the place as a mark of its own; the pin has done its work.
      setTimeout(function () { map.eachLayer(function (layer) { if (layer.removeLayer) layer.removeLayer(event.layer); }); }, 0);
    });
    map.on("zoomend", sparePlaces);
    fit(given.bounds);
    // The frame gets its size late; until the user has moved the map, it shows the whole municipality.
    var untouched = true;
    map.getContainer().addEventListener("pointerdown", function () { untouched = false; });
    map.getContainer().addEventListener("wheel", function () { untouched = false; }, { passive: true });
    map.getContainer().addEventListener("keydown", function () { untouched = false; });
    refit = function () { if (untouched) fit(given.bounds); };
    new ResizeObserver(function () {
      map.invalidateSize({ animate: false });
      refit();
    }).observe(map.getContainer());
  }

  function fit(bounds) {
    // Before the frame has a size there is nothing to fit to.
    if (map.getSize().x < 50 || map.getSize().y < 50) return;
    map.options.zoomSnap = 0.25;
    var beside = legendBox && legendBox.open ? legendBox.offsetWidth + 10 : 0;
    if (beside > map.getSize().x / 2) beside = 0;
    map.fitBounds(bounds, { paddingTopLeft: [50, 6], paddingBottomRight: [beside, 6], animate: false });
    sparePlaces();
    labelsAgain();
  }

  // Far out only the main places are named: names must not lie on one another.
  function sparePlaces() {
    map.getContainer().dataset.zoom = map.getZoom() >= 11.5 ? "near" : map.getZoom() >= 10.5 ? "middle" : "far";
  }

  var shapes = {
    open: "M3 3H21V21H3Z", closed: "M3 3H21V21H3Z", moved: "M3 3H21V21H3Z", old: "M3 3H21V21H3Z", "new": "M3 3H21V21H3Z",
    hours: "M3 3H21V21H3Z", chosen: "M3 3H21V21H3Z"
  };
  function markIcon(service) {
    var holder = element("div", "service service-" + service.state + (service.chosen ? " service-chosen" : "") + (service.small ? " service-small" : ""));
    var space = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 24 24"); svg.setAttribute("aria-hidden", "true");
    var body = document.createElementNS(space, "path");
    body.setAttribute("d", shapes[service.state] || shapes.open); body.setAttribute("class", "body");
    svg.appendChild(body);
    var sign = { closed: "M5 5L19 19M19 5L5 19", "new": "M12 6V18M6 12H18", moved: "M6 12H17M12 7L17 12L12 17",
      hours: "M12 6V12L16 15" }[service.state];
    if (sign) {
      var line = document.createElementNS(space, "path");
      line.setAttribute("d", sign); line.setAttribute("class", "sign");
      svg.appendChild(line);
    }
    holder.appendChild(svg);
    var label = element("span", "service-label");
    label.appendChild(element("b", "", service.label));
    if (service.sub) label.appendChild(element("em", "", service.sub));
    holder.appendChild(label);
    return holder;
  }

  function show(group, given) {
    styles = given.areas;
    Object.keys(areas).forEach(paint);
    if (given.cells) {
      group.addLayer(L.imageOverlay(given.cells.url, given.cells.bounds, {
        pane: "cells", interactive: false, className: "cells-image", alt: given.cells.alt
      }));
    }
    legend(given.legend);
    given.lines.forEach(function (line) {
      group.addLayer(L.polyline(line, { color: "#14202b", weight: 2.5, dashArray: "7 6", interactive: false }));
    });
    cellNotes.take(given.cells && given.cells.notes);
    pointedCell = -1;
    map.getContainer().dataset.tools = given.tools.join(" ");
    given.zones.forEach(function (zone) {
      var layer = L.geoJSON(zone.shape, { interactive: false, className: "zone zone-" + zone.state, style: { weight: 3, fill: true } });
      group.addLayer(layer);
      var middle = layer.getBounds().getCenter();
      if (zone.title) group.addLayer(L.marker(middle, { interactive: false, keyboard: false,
        icon: L.divIcon({ className: "zone-name", html: element("span", "", zone.title), iconSize: null }) }));
    });
    given.ways.forEach(function (way) {
      group.addLayer(L.polyline(way.points, { interactive: false, className: "way-under", weight: 8, color: "#fff", opacity: 0.9 }));
      group.addLayer(L.polyline(way.points, { interactive: false, className: "way way-" + way.state, weight: 4, fill: false }));
    });
    given.stops.forEach(function (stop) {
      var holder = element("div", "stop stop-" + stop.state, stop.number === null ? "" : String(stop.number));
      var marker = L.marker([stop.lat, stop.lon], {
        keyboard: true, title: stop.title, alt: stop.title, zIndexOffset: stop.state === "stop" ? -300 : 500,
        icon: L.divIcon({ className: "stop-icon", html: holder, iconSize: [16, 16], iconAnchor: [8, 8] })
      });
      marker.feature = { type: "Feature", properties: { stop: stop.id } };
      marker.on("click", function () { marker.feature.properties.click = ++clicks; });
      marker.on("keypress", function (event) {
        if (event.originalEvent.key === "Enter") marker.fire("click", { latlng: marker.getLatLng() }, true);
      });
      group.addLayer(marker);
    });
    given.services.forEach(function (service) {
      var marker = L.marker([service.lat, service.lon], {
        keyboard: true, title: service.title, alt: service.title, riseOnHover: true,
        zIndexOffset: service.chosen ? 1000 : service.state === "old" ? -500 : 0,
        icon: L.divIcon({ className: "service-icon", html: markIcon(service), iconSize: [24, 24], iconAnchor: [12, 12] })
      });
      marker.feature = { type: "Feature", properties: { service: service.id } };
      marker.on("click", function () { marker.feature.properties.click = ++clicks; });
      // Leaflet opens popups with Enter, but clicks nothing; the group tells streamlit-folium, so the click must reach it.
      marker.on("keypress", function (event) {
        if (event.originalEvent.key === "Enter") marker.fire("click", { latlng: marker.getLatLng() }, true);
      });
      group.addLayer(marker);
    });
    requestAnimationFrame(function () {
      placeLabels(group);
      map.getContainer().dataset.shown = given.version;   // the browser tests wait for this
    });
    map.off("zoomend moveend", labelsAgain);
    labelsGroup = group;
    map.on("zoomend moveend", labelsAgain);
  }

  // The legend lies in the map's corner: a colour, its pattern, and words. On a narrow screen it is closed at first.
  function legend(given) {
    if (!legendBox) {
      var control = L.control({ position: "bottomright" });
      control.onAdd = function () {
        legendBox = element("details", "map-legend");
        legendBox.open = map.getContainer().clientWidth > 560;
        legendBox.addEventListener("toggle", function () { refit(); labelsAgain(); });
        L.DomEvent.disableClickPropagation(legendBox);
        L.DomEvent.disableScrollPropagation(legendBox);
        return legendBox;
      };
      control.addTo(map);
    }
    legendBox.textContent = "";
    if (!given) return;
    legendBox.appendChild(element("summary", "", given.title));
    var list = element("ul", "");
    given.classes.forEach(function (one) {
      var item = element("li", "");
      var swatch = element("span", "swatch");
      swatch.style.cssText = one[1];
      item.appendChild(swatch);
      item.appendChild(document.createTextNode(one[0]));
      list.appendChild(item);
    });
    legendBox.appendChild(list);
    refit();
  }

  // Labels are laid anew when a style sheet or the typeface arrives: only then are their sizes known.
  document.addEventListener("load", function (event) {
    if (event.target.tagName === "LINK") { refit(); labelsAgain(); }
  }, true);

  // A label goes to the first free side of its mark: right, left, below, above, then the corners.
  var labelsGroup = null;
  function labelsAgain() { if (labelsGroup) placeLabels(labelsGroup); }
  function placeLabels(group) {
    var taken = [];
    var marks = [];
    group.eachLayer(function (layer) {
      if (layer.getElement && layer.getElement() && layer.getElement().querySelector(".service-label")) marks.push(layer.getElement());
    });
    // Changed and chosen ones get their label first; an unchanged one may have to wait for a closer look.
    marks.sort(function (one, other) {
      return Number(!!one.querySelector(".service-open:not(.service-chosen)")) - Number(!!other.querySelector(".service-open:not(.service-chosen)"));
    });
    marks.forEach(function (mark) { taken.push(mark.getBoundingClientRect()); });
    if (legendBox) taken.push(legendBox.getBoundingClientRect());
    var frame = map.getContainer().getBoundingClientRect();
    function hits(box) {
      if (box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom) return true;
      return taken.some(function (other) {
        return box.left < other.right + 2 && box.right > other.left - 2 && box.top < other.bottom + 1 && box.bottom > other.top - 1;
      });
    }
    marks.forEach(function (mark) {
      var label = mark.querySelector(".service-label");
      // Stops of a bookmobile are many and small: far out their names wait.
      if (map.getContainer().dataset.zoom === "far" && mark.querySelector(".service-small.service-open:not(.service-chosen)")) {
        label.dataset.side = "none";
        return;
      }
      var sides = ["right", "left", "below", "above", "right-up", "left-up", "right-down", "left-down"];
      for (var index = 0; index < sides.length; index++) {
        label.dataset.side = sides[index];
        if (!hits(label.getBoundingClientRect())) break;
        if (index === sides.length - 1) label.dataset.side = mark.querySelector(".service-open:not(.service-chosen)") ? "none" : "right";
      }
      if (label.dataset.side !== "none") taken.push(label.getBoundingClientRect());
    });
    document.querySelectorAll(".zone-name span, .place-name span").forEach(function (name) {
      name.parentNode.classList.remove("hidden");
      var box = name.getBoundingClientRect();
      if (!box.width) return;
      name.parentNode.classList.toggle("hidden", hits(box));
      if (!name.parentNode.classList.contains("hidden")) taken.push(box);
    });
  }

  function mark(area) {
    if (area === marked) return;
    var before = marked;
    marked = area && areas[area] ? area : null;
    if (before) paint(before);
    if (marked) paint(marked);
  }
  function tellPage(area) {
    try { if (window.parent.markArea) window.parent.markArea(area); } catch (error) { /* shown in a page that is not ours */ }
  }

  window.planningMap = { ground: ground, show: show, mark: mark };
})();

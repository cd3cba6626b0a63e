// What each population cell tells when pointed at: Python sends places, numbers and words (pages/components/cell_visits.py),
// the numbers are put into words only for the one cell. Times of places, no counts of people. Loaded before map.js.
(function () {
  "use strict";
  var known = null, boxes = {};   // cells lie in boxes of a hundredth of a degree
  function boxOf(lat, lon) { return Math.floor(lat * 100) + ":" + Math.floor(lon * 100); }
  function take(notes) {
    known = notes || null;
    boxes = {};
    if (!known) return;
    known.lat.forEach(function (lat, index) {
      var box = boxOf(lat, known.lon[index]);
      (boxes[box] = boxes[box] || []).push(index);
    });
  }
  function at(map, latlng) {
    if (!known) return -1;
    var best = -1, nearest = 1200;   // metres: half the diagonal of a square of a kilometre, and some
    for (var down = -1; down <= 1; down++) for (var right = -2; right <= 2; right++) {
      (boxes[boxOf(latlng.lat + down / 100, latlng.lng + right / 100)] || []).forEach(function (index) {
        var metres = map.distance(latlng, [known.lat[index], known.lon[index]]);
        if (metres < nearest) { nearest = metres; best = index; }
      });
    }
    return nearest <= (known.reach_m || 200) ? best : -1;
  }
  function minutesInWords(minutes) {
    if (minutes < 60) return minutes + " min";
    return Math.floor(minutes / 60) + " h" + (minutes % 60 ? " " + minutes % 60 + " min" : "");
  }
  function clockInWords(minutes) {
    var rest = minutes % 60;
    return Math.floor(minutes / 60) + known.clock + (rest < 10 ? "0" : "") + rest;
  }
  function lines(cell) {
    if (!known || cell < 0) return [];
    var told = known.words, columns = known.columns;
    var ways = {
      time: function (value) { return value < 0 ? told.unreached : minutesInWords(value); },
      possible: function (value) { return [told.no, told.yes, told.unknown][value]; },
      away: function (value) { return value < 0 ? told.none : minutesInWords(value); },
      options: function (value) { return String(value); },
      first: function (value) { return value < 0 ? told.none : clockInWords(value); },
      last: function (value) { return value < 0 ? told.none : clockInWords(value); }
    };
    var somewhere = !columns.possible || columns.possible.some(function (one) { return one[cell] === 1; });
    return Object.keys(ways).filter(function (name) {
      return columns[name] && (somewhere || name === "time" || name === "possible");
    }).map(function (name) {
      var values = columns[name].map(function (one) { return ways[name](one[cell]); });
      var text = values.length > 1 && values[0] !== values[1] ? values[0] + " \u2192 " + values[1] : values[values.length - 1];
      return told[name].replace("{value}", text);
    });
  }

  window.cellNotes = { take: take, at: at, lines: lines };
})();

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report.js - what the report does beyond reading: a slider under every time chart that says the
 * values of all modes at one time, and, where uPlot is part of the page, charts that zoom, with
 * one cursor for all of them; links from rows to their place in a chart, and lists that sort.
 * Without this script every picture, table and link is there.
 */
"use strict";
(function () {
  var charts = [];

  function make(name, parent, text) {
    var element = document.createElement(name);
    if (text) element.textContent = text;
    parent.appendChild(element);
    return element;
  }

  function pad(n) { return (n < 10 ? "0" : "") + n; }

  function say_time(seconds) {
    var d = new Date(Math.floor(seconds) * 1000);
    return d.getUTCFullYear() + "-" + pad(d.getUTCMonth() + 1) + "-" + pad(d.getUTCDate()) + " " +
      pad(d.getUTCHours()) + ":" + pad(d.getUTCMinutes()) + ":" + pad(d.getUTCSeconds()) + " UTC";
  }

  /* Digits in groups of three, as the tables have them. */
  function say_number(value, places) {
    if (value === null || value === undefined) return "no value";
    var parts = value.toFixed(places).split(".");
    parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    return parts.join(".");
  }

  /* One column of times for all curves; each curve holds its value until its next point. */
  function merge(data) {
    var next = data.curves.map(function () { return 0; });
    var now = data.curves.map(function () { return null; });
    var out = [[]].concat(data.curves.map(function () { return []; }));
    for (;;) {
      var first = -1;
      data.curves.forEach(function (c, i) {
        if (next[i] < c.t.length && (first < 0 || c.t[next[i]] < data.curves[first].t[next[first]]))
          first = i;
      });
      if (first < 0) break;
      out[0].push(data.start + data.curves[first].t[next[first]]);
      now[first] = data.curves[first].v[next[first]++];
      now.forEach(function (value, i) { out[i + 1].push(value); });
    }
    var last = out[0].length - 1;
    if (last >= 0 && out[0][last] < data.end) {
      out[0].push(data.end);
      now.forEach(function (value, i) { out[i + 1].push(value); });
    }
    return out;
  }

  /* The last record at or before a time; -1: none. */
  function find(times, time) {
    var low = 0, high = times.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (times[middle] <= time) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  function read(chart, time) {
    var at = find(chart.rows[0], time);
    return say_time(time) + ": " + chart.data.curves.map(function (c, i) {
      return c.mode + " " + (at < 0 ? "no value" : say_number(chart.rows[i + 1][at], chart.data.places));
    }).join(", ") + " " + chart.data.unit;
  }

  function show(chart, time) {
    var at = Math.max(0, find(chart.rows[0], time));
    var text = read(chart, time);
    chart.slider.value = String(at);
    chart.slider.setAttribute("aria-valuetext", text);
    chart.output.textContent = text;
  }

  function show_all(time, source) {
    charts.forEach(function (chart) {
      show(chart, time);
      if (chart.plot && chart !== source) chart.plot.setCursor({
        left: chart.plot.valToPos(time, "x"), top: chart.plot.bbox.height / devicePixelRatio / 2
      }, false);
    });
  }

  function add_slider(chart, box) {
    var label = make("label", box, "Read values at ");
    var slider = make("input", label);
    slider.type = "range";
    slider.min = "0";
    slider.max = String(chart.rows[0].length - 1);
    slider.value = "0";
    chart.slider = slider;
    chart.output = make("output", box);
    chart.back = make("a", box, "Back to the row");
    chart.back.hidden = true;
    slider.addEventListener("input", function () { show_all(chart.rows[0][+slider.value], null); });
  }

  function say_tick(u, splits, axis, space, step) {
    return splits.map(function (s) {
      var d = new Date(s * 1000);
      var months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
      var clock = pad(d.getUTCHours()) + ":" + pad(d.getUTCMinutes());
      if (step < 86400 && clock !== "00:00") return clock;
      return d.getUTCDate() + " " + months[d.getUTCMonth()];
    });
  }

  /* A mark of the scale with no more places than its neighbours need. */
  function say_mark(value, splits) {
    var step = splits.length > 1 ? Math.abs(splits[1] - splits[0]) : 1;
    return say_number(value, Math.max(0, Math.min(8, Math.ceil(-Math.log10(step) - 1e-9))));
  }

  function fit_axis(u, marks) {
    var longest = (marks || []).reduce(function (n, m) { return Math.max(n, m.length); }, 3);
    return 18 + 7.5 * longest;
  }

  function size(figure) {
    return { width: Math.max(240, figure.clientWidth), height: figure.clientWidth < 600 ? 220 : 280 };
  }

  /* The band around the target, behind the curves. */
  function draw_band(u, band) {
    if (!band) return;
    var top = Math.max(u.bbox.top, u.valToPos(band[1], "y", true));
    var bottom = Math.min(u.bbox.top + u.bbox.height, u.valToPos(band[0], "y", true));
    u.ctx.fillStyle = "#e3e3e3";
    if (bottom > top) u.ctx.fillRect(u.bbox.left, top, u.bbox.width, bottom - top);
  }

  function options(chart, box) {
    var dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [1, 4], [14, 4]];
    var area = size(box);
    var grid = { stroke: "#d9d9d9", width: 1 };
    return {
      width: area.width, height: area.height, legend: { show: false },
      tzDate: function (s) { return uPlot.tzDate(new Date(s * 1000), "Etc/UTC"); },
      cursor: { y: false, drag: { x: true, y: false } },
      axes: [
        { stroke: "#333333", grid: grid, values: say_tick },
        { stroke: "#333333", grid: grid, size: fit_axis, values: function (u, splits) {
          return splits.map(function (v) { return say_mark(v, splits); });
        } }
      ],
      series: [{}].concat(chart.data.curves.map(function (c, i) {
        return { label: c.mode, stroke: c.color, width: 1.5, dash: dashes[i % dashes.length],
                 points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }) };
      })),
      hooks: { drawClear: [function (u) { draw_band(u, chart.data.band); }], setCursor: [function (u) {
        if (u.cursor.left >= 0 && u.cursor.event) show_all(u.posToVal(u.cursor.left, "x"), chart);
      }] }
    };
  }

  /* Zoom and visible modes are the same in every chart. */
  function zoom_all(low, high) {
    charts.forEach(function (c) { if (c.plot) c.plot.setScale("x", { min: low, max: high }); });
  }

  function add_modes(chart, box) {
    var group = make("fieldset", box);
    make("legend", group, "Modes");
    chart.boxes = chart.data.curves.map(function (c, i) {
      var label = make("label", group);
      var tick = make("input", label);
      tick.type = "checkbox";
      tick.checked = true;
      var mark = make("span", label);
      mark.className = "mark d" + (i % 6);
      mark.style.borderColor = c.color;
      make("span", label, c.mode);
      tick.addEventListener("change", function () {
        charts.forEach(function (other) {
          if (!other.plot) return;
          other.boxes[i].checked = tick.checked;
          other.plot.setSeries(i + 1, { show: tick.checked });
        });
      });
      return tick;
    });
    var button = make("button", group, "Reset zoom");
    button.type = "button";
    button.addEventListener("click", function () { zoom_all(chart.data.start, chart.data.end); });
  }

  function add_plot(chart, figure, box) {
    add_modes(chart, box);
    var area = make("div", box);
    chart.plot = new uPlot(options(chart, figure), chart.rows, area);
    area.setAttribute("aria-hidden", "true"); /* the slider below says the same */
    chart.plot.over.addEventListener("dblclick", function () {
      zoom_all(chart.data.start, chart.data.end);
    });
    chart.plot.over.addEventListener("mouseup", function () {
      setTimeout(function () { zoom_all(chart.plot.scales.x.min, chart.plot.scales.x.max); }, 0);
    });
    new ResizeObserver(function () {
      var wanted = size(figure);
      if (wanted.width !== chart.plot.width) chart.plot.setSize(wanted);
    }).observe(figure);
    figure.classList.add("live");
  }

  function add_chart(data) {
    var figure = document.getElementById("figure-" + data.id);
    var box = figure.querySelector(".plot");
    var chart = { data: data, figure: figure, rows: merge(data) };
    if (chart.rows[0].length === 0) return;
    box.hidden = false;
    if (typeof uPlot === "function") add_plot(chart, figure, box);
    add_slider(chart, box);
    charts.push(chart);
    show(chart, data.start);
  }

  /* ---- from a row to its place in a chart, and back */

  function go_to(link) {
    var figure = document.getElementById(link.getAttribute("href").slice(1));
    var chart = charts.filter(function (c) { return c.figure === figure; })[0];
    if (!chart) return;
    show_all(+link.dataset.at, null);
    chart.back.href = "#" + link.closest("tr").id;
    chart.back.hidden = false;
    chart.slider.focus({ preventScroll: true });
  }

  document.querySelectorAll("a[data-at]").forEach(function (link) {
    link.addEventListener("click", function () { setTimeout(go_to, 0, link); });
  });

  /* ---- sorting; the third time a heading is pressed the rows stand as they came */

  function key_of(row, column) {
    var text = row.cells[column].textContent.trim().replace(/\u00a0/g, " ");
    var number = /^-?\d[\d ]*(\.\d+)?( [%x])?$/.test(text) ? parseFloat(text.replace(/ /g, "")) : NaN;
    return { text: text, number: text === "-" || text === "" ? -Infinity : number };
  }

  function compare(a, b) {
    if (!isNaN(a.number) && !isNaN(b.number)) return a.number < b.number ? -1 : +(a.number > b.number);
    return a.text < b.text ? -1 : +(a.text > b.text);
  }

  function sort_by(table, rows, column) {
    var head = table.tHead.rows[0].cells[column];
    var next = { none: "ascending", ascending: "descending", descending: "none" };
    var order = next[head.getAttribute("aria-sort") || "none"];
    Array.from(table.tHead.rows[0].cells).forEach(function (h) { h.setAttribute("aria-sort", "none"); });
    head.setAttribute("aria-sort", order);
    var keyed = rows.map(function (row, i) { return { row: row, i: i, key: key_of(row, column) }; });
    if (order !== "none") keyed.sort(function (a, b) {
      return (order === "ascending" ? 1 : -1) * compare(a.key, b.key) || a.i - b.i;
    });
    keyed.forEach(function (k) { table.tBodies[0].appendChild(k.row); });
  }

  document.querySelectorAll("table.list").forEach(function (table) {
    var rows = Array.from(table.tBodies[0].rows);
    if (rows.length < 2) return;
    Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
      var text = head.textContent;
      head.textContent = "";
      head.setAttribute("aria-sort", "none");
      var button = make("button", head, text);
      button.type = "button";
      button.addEventListener("click", function () { sort_by(table, rows, column); });
    });
  });

  JSON.parse(document.getElementById("chart-data").textContent).forEach(add_chart);
})();

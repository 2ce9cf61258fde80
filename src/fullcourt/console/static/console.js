// The console's own behaviour: theme, keys, heatmap, graph. Everything works without it, by links.
"use strict";
(() => {
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
  const isDark = () =>
    (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

  function switchTheme() {
    root.dataset.theme = isDark() ? "light" : "dark";
    try { localStorage.setItem("fullcourt-theme", root.dataset.theme); } catch { /* a private window */ }
  }

  // The heatmap: one cell is the current one, by pointer or by arrow keys.
  function wireHeatmap(heat) {
    const data = $(".heat-data", heat);
    if (!data || heat.dataset.wired) return;
    heat.dataset.wired = "yes";
    const { span, dates, xs, pitch, tables, words } = JSON.parse(data.textContent);
    const svg = $(".heat-svg", heat), scroll = $(".heat-scroll", heat);
    const tip = $(".tip", heat), cursor = $(".cursor", heat);
    const good = "CYWHE.";
    let row = 0, column = Math.max(0, dates.length - 1);

    const letter = (r, c) => tables[r] ? tables[r].letters[c] || "." : ".";
    const spoken = (day) => new Date(day + "T12:00Z").toLocaleDateString("en-GB",
      { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    const whole = (n) => n.toLocaleString("en");

    function show(r, c, byKeys) {
      const table = tables[r], counts = table.counts[c];
      cursor.setAttribute("x", xs[c] - 1);
      cursor.setAttribute("y", table.y - 1);
      cursor.setAttribute("visibility", "visible");
      tip.hidden = false;
      tip.replaceChildren();
      const line = (text, strong) => {
        const part = document.createElement(strong ? "b" : "div");
        part.textContent = text;
        tip.append(part);
      };
      line(table.model, true);
      const when = (span === "week" ? "week of " : "") + spoken(dates[c]);
      if (!counts) {
        line(`${when}: no cell`);
      } else {
        const [expected, present, missing, surplus, absent, holed, rows, why, day, alike, cells] = counts;
        const verdict = words[letter(r, c)].replace("_", " ");
        line(`${when}: ${cells ? `${alike} of ${cells} dates ` : ""}${verdict}`);
        const parts = [`${whole(present)} of ${whole(expected)} keys`, `${whole(rows)} rows`];
        if (missing) parts.push(`${missing} missing`);
        if (surplus) parts.push(`${surplus} surplus`);
        if (absent) parts.push(`${absent} absent with a reason`);
        if (holed) parts.push(`${holed} with holes`);
        line(parts.join(", "));
        if (why) line(day ? `${spoken(day)}: ${why}` : why);
      }
      const frame = heat.getBoundingClientRect();
      if (byKeys) {
        const box = cursor.getBoundingClientRect(), seen = scroll.getBoundingClientRect();
        if (box.left < seen.left + 30) scroll.scrollLeft -= seen.left + 60 - box.left;
        if (box.right > seen.right - 30) scroll.scrollLeft += box.right - seen.right + 60;
      }
      const now = cursor.getBoundingClientRect();
      const left = Math.min(Math.max(0, now.left - frame.left + 14), frame.width - tip.offsetWidth - 4);
      const above = now.top - frame.top - tip.offsetHeight - 8;
      tip.style.left = `${left}px`;
      tip.style.top = `${above > 0 ? above : now.bottom - frame.top + 8}px`;
    }
    function hide() {
      tip.hidden = true;
      cursor.setAttribute("visibility", "hidden");
    }
    function find(event) {
      const matrix = svg.getScreenCTM();
      if (!matrix) return null;
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
      const r = tables.findIndex((t) => point.y >= t.y && point.y < t.y + pitch);
      let c = xs.length - 1;
      while (c > 0 && xs[c] > point.x) c--;
      return r < 0 || c < 0 || point.x >= xs[c] + 12 ? null : [r, c];
    }
    const open = () => {
      const table = tables[row], counts = table.counts[column];
      if (!counts) return;
      const place = `cell/${table.model}/${counts[8] || dates[column]}`; // of a week the gravest date
      if (heat.dataset.report && !document.getElementById(place)) return; // only what needs attention is in a report
      location.href = heat.dataset.report ? `#${place}` : `/${place}`;
    };
    svg.addEventListener("pointermove", (event) => {
      const found = find(event);
      if (!found) return hide();
      [row, column] = found;
      show(row, column, false);
    });
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("click", (event) => {
      const found = find(event);
      if (found) { [row, column] = found; open(); }
    });
    scroll.addEventListener("blur", hide);
    scroll.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
        Home: [0, -1e6], End: [0, 1e6], PageUp: [-1e6, 0], PageDown: [1e6, 0] };
      if (event.key === "Enter") return open();
      if (event.key === "n") {
        const total = tables.length * dates.length;
        for (let k = 1; k <= total; k++) {
          const i = (row * dates.length + column + k) % total;
          const r = Math.floor(i / dates.length), c = i % dates.length;
          if (!good.includes(letter(r, c))) { row = r; column = c; break; }
        }
      } else if (steps[event.key]) {
        row = Math.min(tables.length - 1, Math.max(0, row + steps[event.key][0]));
        column = Math.min(dates.length - 1, Math.max(0, column + steps[event.key][1]));
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      show(row, column, true);
    });
    if (scroll.scrollWidth > scroll.clientWidth && xs.length) {
      // where there is too little room for a season, begin at the latest date that needs somebody
      let latest = xs.length - 1;
      while (latest > 0 && !tables.some((t) => !good.includes(t.letters[latest]))) latest--;
      const share = (latest ? xs[latest] : xs[xs.length - 1]) / (xs[xs.length - 1] || 1);
      scroll.scrollLeft = share * scroll.scrollWidth - scroll.clientWidth / 2;
    }
  }

  // The graph: pointing at a table lights everything it feeds and everything it reads.
  function wireGraph(svg) {
    if (svg.dataset.wired) return;
    svg.dataset.wired = "yes";
    const curves = $$(".curves path", svg), boxes = $$(".box", svg);
    const reach = (start, from, to) => {
      const seen = new Set([start]);
      for (const name of seen) for (const c of curves) if (c.dataset[from] === name) seen.add(c.dataset[to]);
      return seen;
    };
    const light = (name) => {
      const down = reach(name, "from", "to"), up = reach(name, "to", "from");
      svg.classList.add("pointing");
      for (const b of boxes) b.classList.toggle("lit", down.has(b.dataset.model) || up.has(b.dataset.model));
      for (const c of curves) {
        const { from, to } = c.dataset;
        c.classList.toggle("lit", (down.has(from) && down.has(to)) || (up.has(from) && up.has(to)));
      }
    };
    const rest = () => {
      svg.classList.remove("pointing");
      for (const part of [...boxes, ...curves]) part.classList.remove("lit");
    };
    if ($(".box.asleep", svg) || $(".curves .lit", svg)) return; // a picture that already says what is lit
    for (const b of boxes) {
      for (const e of ["pointerenter", "focus"]) b.addEventListener(e, () => light(b.dataset.model));
      for (const e of ["pointerleave", "blur"]) b.addEventListener(e, rest);
    }
  }

  function wire(within) {
    $$(".heat", within).forEach(wireHeatmap);
    $$(".graph-svg", within).forEach(wireGraph);
  }

  const places = { o: "/", r: "/runs", a: "/alerts", s: "/slate", p: "/players", t: "/teams", l: "/leaderboard", q: "/sql" };
  let awaiting = 0;
  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    if (Date.now() - awaiting < 1200 && places[event.key]) { awaiting = 0; location.href = places[event.key]; return; }
    awaiting = 0;
    switch (event.key) {
      case "g": awaiting = Date.now(); break;
      case "?": $("#help")?.showModal(); break;
      case "[": $("a[rel=prev]")?.click(); break;
      case "]": $("a[rel=next]")?.click(); break;
      case "/": {
        const field = $("main input, main textarea");
        if (field) { event.preventDefault(); field.focus(); }
      }
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    wire(document);
    $("#theme")?.addEventListener("click", switchTheme);
    $(".keys")?.addEventListener("click", () => $("#help").showModal());
  });
  document.addEventListener("htmx:afterSettle", (event) => wire(event.target.parentElement || document));
  document.addEventListener("keydown", keys);
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (!copy) return;
    navigator.clipboard?.writeText(copy.dataset.copy);
    copy.textContent = "copied";
    setTimeout(() => { copy.textContent = "copy"; }, 1200);
  });
})();

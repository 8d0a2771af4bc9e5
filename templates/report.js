(() => {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];

  const theme = $("#theme");
  const themes = ["auto", "light", "dark"];
  const names = theme.dataset.names.split("|");
  const paint = (which) => {
    if (which === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = which;
    theme.textContent = names[themes.indexOf(which)];
  };
  let now = "auto";
  theme.hidden = false;
  theme.addEventListener("click", () => {
    now = themes[(themes.indexOf(now) + 1) % themes.length];
    paint(now);
  });

  const table = $("#rows");
  if (!table) return;
  const body = table.tBodies[0];
  const form = $(".filters");
  const shown = $("#shown");
  const picks = { section: $("#section"), body: $("#body"), modality: $("#modality") };
  const search = $("#search");
  const chips = all(".chip");
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const items = [...body.rows].map((row) => ({
    row,
    verdict: row.dataset.v,
    number: Number(row.dataset.n),
    section: (row.dataset.s || "").split(" "),
    body: (row.dataset.b || "").split(" "),
    modality: [row.dataset.f],
    margin: row.dataset.m === undefined ? null : Number(row.dataset.m),
    words: null,
  }));
  items.forEach((item, position) => { item.urgency = position; });

  const filter = () => {
    const wanted = new Set(chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.verdict));
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const fixed = Object.entries(picks).filter(([, select]) => select && select.value !== "");
    let count = 0;
    for (const item of items) {
      if (words.length && item.words === null) item.words = fold(item.row.textContent);
      const fits = (!wanted.size || wanted.has(item.verdict))
        && fixed.every(([name, select]) => item[name].includes(select.value))
        && words.every((word) => item.words.includes(word));
      if (item.row.hidden === fits) item.row.hidden = !fits;
      count += fits;
    }
    shown.textContent = shown.dataset.text.replace("{shown}", count).replace("{all}", items.length);
  };

  const text = (item) => item.row.cells[1].textContent;
  const compare = new Intl.Collator("zh-Hans-CN", { numeric: true }).compare;
  const orders = {
    verdict: (a, b) => a.urgency - b.urgency,
    indicator: (a, b) => compare(a.name, b.name) || a.number - b.number,
    plan: (a, b) => a.number - b.number,
    margin: (a, b) => (a.margin === null) - (b.margin === null) || a.margin - b.margin || a.number - b.number,
  };
  const sort = (head, button) => {
    const key = head.dataset.sort;
    const down = head.getAttribute("aria-sort") === "ascending";
    if (key === "indicator") for (const item of items) item.name ??= text(item);
    const order = orders[key];
    items.sort((a, b) => {
      if (key === "margin" && (a.margin === null) !== (b.margin === null)) return order(a, b);
      return down ? order(b, a) : order(a, b);
    });
    for (const other of all("[data-sort]")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.append(...items.map((item) => item.row));
    button.focus();
  };
  for (const head of all("[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head, button));
    head.append(button);
  }

  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      filter();
    });
  }
  for (const select of Object.values(picks)) if (select) select.addEventListener("change", filter);
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, items.length > 1000 ? 150 : 0);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    for (const chip of chips) chip.setAttribute("aria-pressed", "false");
    setTimeout(filter, 0);
  });
  for (const link of all("[data-pick]")) {
    link.addEventListener("click", () => {
      picks[link.dataset.pick].value = link.dataset.value;
      filter();
      $("#targets").focus();
    });
  }
  form.hidden = false;
  filter();
})();

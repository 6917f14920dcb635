"use strict";
// Everything on this page comes from the JSON beside it. Text reaches the page only as text nodes.
(() => {
  const all = JSON.parse(document.getElementById("comments-json").textContent);
  const n = all.id.length;
  const onPage = 50;
  const byId = (id) => document.getElementById(id);
  const form = byId("filters");
  const list = byId("list");
  const revealed = new Set();
  let everything = false;
  let view = [];
  let first = 0;
  let haystack = null;

  const make = (tag, words, kind) => {
    const element = document.createElement(tag);
    if (words !== undefined && words !== null) element.textContent = words;
    if (kind) element.className = kind;
    return element;
  };
  const count = (number) => number.toLocaleString("en");
  const user = (row) => (all.user[row] < 0 ? "unknown" : all.users[all.user[row]]);
  const score = (label, row) => all.scores[label][row];
  const isHot = (label, row) => ((all.hot[row] >> label) & 1) === 1;
  const field = (name) => form.elements[name];

  const options = (select, words) => {
    words.forEach((word, number) => {
      const option = make("option", word);
      option.value = String(number);
      select.append(option);
    });
  };

  const wanted = () => {
    const label = Number(field("label").value);
    const typed = field("threshold").value;
    const least = typed === "" ? null : Math.round(Number(typed) * 1000);
    return {
      label,
      // The label's own threshold is compared before rounding, any other as it was typed.
      own: least !== null && least === Math.round(all.at[label] * 1000),
      least: field("only").checked ? least : null,
      from: field("from").value === "" ? 0 : Number(field("from").value),
      to: field("to").value === "" ? Infinity : Number(field("to").value),
      thread: field("thread").value === "" ? -1 : Number(field("thread").value),
      user: field("user").value.trim().toLowerCase(),
      words: field("words").value.trim().toLowerCase(),
      sort: field("sort").value,
    };
  };

  const usersLike = (words) => {
    const like = new Set();
    all.users.forEach((name, number) => { if (name.toLowerCase().includes(words)) like.add(number); });
    return like;
  };

  const keep = () => {
    const want = wanted();
    const like = want.user === "" ? null : usersLike(want.user);
    if (want.words !== "" && haystack === null) haystack = all.text.map((text) => (text || "").toLowerCase());
    const kept = [];
    for (let row = 0; row < n; row += 1) {
      if (want.thread >= 0 && all.thread[row] !== want.thread) continue;
      if (all.depth[row] < want.from || all.depth[row] > want.to) continue;
      if (want.least !== null) {
        if (want.own ? !isHot(want.label, row) : score(want.label, row) < want.least) continue;
      }
      if (like !== null && !like.has(all.user[row])) continue;
      if (want.words !== "" && !haystack[row].includes(want.words)) continue;
      kept.push(row);
    }
    const time = (row) => all.time[row] || "\uffff";
    if (want.sort === "score") kept.sort((a, b) => score(want.label, b) - score(want.label, a) || a - b);
    if (want.sort === "depth") kept.sort((a, b) => all.depth[b] - all.depth[a] || a - b);
    if (want.sort === "time") kept.sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : a - b));
    return kept;
  };

  const chip = (label, row) => {
    const value = score(label, row);
    const words = value < 0 ? "no score" : (value / 1000).toFixed(2);
    const hot = value >= 0 && isHot(label, row);
    const cell = make("span", `${all.labels[label]} ${words}${hot ? " hot" : ""}`);
    cell.className = value < 0 ? "heat none" : `heat h${Math.round(value / 50)}${hot ? " over" : ""}`;
    return cell;
  };

  const basisWords = (row) => {
    const sure = all.sure[row] === null ? "" : `, certainty ${all.sure[row].toFixed(2)}`;
    return all.basis[row] === "stated" ? "" : ` (${all.basis[row]}${sure})`;
  };
  const loose = {
    2: "answers a comment that the page does not hold",
    3: "what it answers is unknown",
    4: "is said to answer itself",
    5: "its chain of replies runs in a circle",
  };

  const answers = (row) => {
    const parent = all.parent[row];
    if (parent >= 0) {
      const words = make("span", "answers ");
      const by = all.user[parent] < 0 ? "" : `, by ${user(parent)}`;
      const go = make("button", `${all.id[parent]}${by}`, "link");
      go.type = "button";
      go.addEventListener("click", () => show(parent));
      words.append(go, basisWords(row));
      return words;
    }
    if (parent === -2) return make("span", "answers a comment that is not listed here");
    return make("span", loose[all.link[row]] || "top level");
  };

  const bidi = (words, kind) => make("bdi", words, kind);

  const marked = (row) => {
    const text = make("p", null, "text");
    text.dir = "auto";
    // Offsets count characters, a script's strings count pairs of some of them.
    const signs = Array.from(all.text[row]);
    const whole = (all.spans[row] || []).filter(([start, end]) => start < end && end <= signs.length);
    // Spans of several labels overlap: the text is cut at each border, and a piece tells all that lies over it.
    const borders = new Set([0, signs.length]);
    whole.forEach(([start, end]) => borders.add(start).add(end));
    const cuts = Array.from(borders).sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i += 1) {
      const piece = signs.slice(cuts[i], cuts[i + 1]).join("");
      const over = whole.filter(([start, end]) => start <= cuts[i] && cuts[i + 1] <= end);
      if (!over.length) {
        text.append(piece);
        continue;
      }
      const reasons = over.map(([, , label, source, domain]) => (
        domain ? `${all.labels[label]}: ${domain} (${source})` : `${all.labels[label]} (${source})`
      ));
      const why = Array.from(new Set(reasons)).join("; ");
      const mark = make("mark", piece);
      mark.title = why;
      mark.append(make("span", ` [${why}]`, "sr"));
      text.append(mark);
    }
    if (signs.length < all.length[row]) {
      text.append(make("span", ` … cut here: ${count(all.length[row] - signs.length)} more characters in the source`, "soft"));
    }
    return text;
  };

  const shown = (row) => everything !== revealed.has(row);

  const body = (row) => {
    const holder = make("div", null, "body");
    const length = all.length[row];
    if (length === 0) {
      holder.append(make("p", "no text: removed, or only quoted words", "soft small"));
      if (!all.quoted[row]) return holder;
    }
    if (all.text[row] === null) {
      holder.append(make("p", `text left out of this page (${count(length)} characters): see its lines in the source`, "soft small"));
      return holder;
    }
    const open = shown(row);
    const button = make("button", open ? "Hide text" : `Show text (${count(length)} characters)`);
    button.type = "button";
    button.className = "reveal";
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", `${open ? "Hide" : "Show"} text of ${all.id[row]}, ${count(length)} characters`);
    button.addEventListener("click", () => {
      if (revealed.has(row)) revealed.delete(row); else revealed.add(row);
      const fresh = body(row);
      holder.replaceWith(fresh);
      const again = fresh.querySelector("button.reveal");
      if (again) again.focus();
    });
    const lines = Math.min(4, Math.ceil(length / 90));
    const veil = make("span", null, `veil v${lines}${length < 45 ? " short" : ""}`);
    veil.setAttribute("aria-hidden", "true");
    veil.hidden = open;
    if (open) {
      if (all.quoted[row]) {
        const quoted = make("p", all.quoted[row], "text quoted");
        quoted.dir = "auto";
        holder.append(make("p", "quoted, not scored:", "soft small"), quoted);
      }
      holder.append(marked(row));
    }
    holder.append(veil, button);
    return holder;
  };

  const card = (row, number) => {
    const label = Number(field("label").value);
    const item = make("li");
    item.dataset.row = String(row);
    item.tabIndex = -1;
    item.setAttribute("aria-level", String(all.depth[row] + 1));
    item.setAttribute("aria-posinset", String(number + 1));
    item.setAttribute("aria-setsize", String(view.length));
    const inOrder = field("sort").value === "order";
    item.className = `${isHot(label, row) ? "is-hot " : ""}${inOrder ? `i${Math.min(all.depth[row], 6)}` : ""}`;
    const meta = make("div", null, "meta");
    meta.append(bidi(all.id[row], "id"), make("span", `depth ${all.depth[row]}`), bidi(all.user[row] < 0 ? "unknown user" : user(row)));
    meta.append(make("span", all.time[row] || "no time", "soft"), answers(row));
    const heats = make("div", null, "heats");
    heats.append(chip(label, row));
    all.labels.forEach((_, other) => { if (other !== label) heats.append(chip(other, row)); });
    const source = make("p", null, "soft small");
    source.append("source ", bidi(all.source[row] < 0 ? "unknown" : all.sources[all.source[row]]));
    if (all.from[row] > 0) {
      const words = all.from[row] === all.to[row] ? `line ${all.from[row]}` : `lines ${all.from[row]}–${all.to[row]}`;
      const address = all.source[row] < 0 ? "" : all.lines[all.source[row]];
      const lines = make(address ? "a" : "span", words);
      if (address) lines.href = `${address}#L${all.from[row]}`;
      source.append(", ", lines);
    }
    source.append("; thread ");
    source.append(bidi(all.threads[all.thread[row]]));
    if (all.notes[row].length) source.append(`; notes: ${all.notes[row].join(", ")}`);
    item.append(meta, heats, body(row), source);
    return item;
  };

  const render = () => {
    const last = Math.min(first + onPage, view.length);
    list.replaceChildren(...view.slice(first, last).map((row, number) => card(row, first + number)));
    const words = view.length === 0 ? "No comment fits these filters." : `Comments ${count(first + 1)} to ${count(last)} of ${count(view.length)}.`;
    byId("shown").textContent = words;
    byId("shown-below").textContent = words;
    document.querySelectorAll("button.back").forEach((button) => { button.disabled = first === 0; });
    document.querySelectorAll("button.on").forEach((button) => { button.disabled = last >= view.length; });
    const every = byId("everything");
    every.textContent = everything ? "Blur all texts" : "Show all texts";
    every.setAttribute("aria-pressed", String(everything));
  };

  const filter = () => {
    const started = performance.now();
    view = keep();
    first = 0;
    render();
    list.dataset.milliseconds = String(Math.round(performance.now() - started));
  };

  const turn = (pages) => {
    first = Math.max(0, Math.min(first + pages * onPage, Math.floor(Math.max(0, view.length - 1) / onPage) * onPage));
    render();
    focusItem(list.firstElementChild);
  };

  const focusItem = (item) => {
    if (!item) return;
    item.focus();
    item.scrollIntoView({ block: "nearest" });
  };

  const ownThreshold = () => { field("threshold").value = String(Math.round(all.at[Number(field("label").value)] * 1000) / 1000); };

  const clear = () => {
    form.reset();
    ownThreshold();
  };

  // Opens the thread of one comment, in reading order, at that comment.
  const show = (row) => {
    clear();
    field("thread").value = String(all.thread[row]);
    view = keep();
    first = Math.floor(view.indexOf(row) / onPage) * onPage;
    render();
    const item = list.querySelector(`li[data-row="${row}"]`);
    if (item) item.scrollIntoView({ block: "center" });
    focusItem(item);
  };

  const start = () => {
    options(field("label"), all.labels);
    field("label").options[all.label].defaultSelected = true;
    field("label").value = String(all.label);
    options(field("thread"), all.threads);
    ownThreshold();
    form.addEventListener("submit", (event) => event.preventDefault());
    field("label").addEventListener("change", ownThreshold);
    let waiting = 0;
    form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 60); });
    byId("clear").addEventListener("click", () => { clear(); filter(); });
    document.querySelectorAll("button.back").forEach((button) => button.addEventListener("click", () => turn(-1)));
    document.querySelectorAll("button.on").forEach((button) => button.addEventListener("click", () => turn(1)));
    byId("everything").addEventListener("click", () => { everything = !everything; revealed.clear(); render(); });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-row], a[data-thread]");
      if (!link) return;
      event.preventDefault();
      if (link.dataset.row) {
        show(Number(link.dataset.row));
        return;
      }
      clear();
      field("thread").value = link.dataset.thread;
      filter();
      focusItem(list.firstElementChild);
    });
    // Keys work only while a comment has the focus, so that no key of a reader's own tools is taken.
    list.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const item = event.target.closest("li");
      if (!item) return;
      if (event.key === "j") focusItem(item.nextElementSibling);
      else if (event.key === "k") focusItem(item.previousElementSibling);
      else if (event.key === "r") {
        const button = item.querySelector("button.reveal");
        if (button) button.click();
      } else return;
      event.preventDefault();
    });
    document.documentElement.classList.add("with-script");
    filter();
  };

  start();
})();

/// The script of a plan page: tooltips for pointer and keyboard, what belongs together lit, tables
/// sorted by their heads.
///
/// It holds nothing of the plan. What it shows are the `<title>`s of the pictures, which a browser
/// without it shows itself.
let pageScript = #"""
  "use strict";
  (() => {
    const all = (query, root = document) => Array.from(root.querySelectorAll(query));
    const tip = document.getElementById("tip");
    const [first, rest] = tip.children;
    let lit = [];

    // Titles become labels and tooltips; one stop for Tab a picture, arrows move inside.
    for (const picture of all("svg")) {
      const items = [];
      for (const title of all("title", picture)) {
        const owner = title.parentNode;
        owner.setAttribute("aria-label", title.textContent);
        owner.setAttribute("role", owner === picture ? "group" : "img");
        if (owner !== picture) {
          owner.dataset.tip = title.textContent;
          owner.setAttribute("tabindex", items.length ? "-1" : "0");
          items.push(owner);
        }
        title.remove();
      }
      picture.addEventListener("keydown", (event) => {
        const at = items.indexOf(document.activeElement);
        const steps = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1,
          ArrowUp: at - 1, Home: 0, End: items.length - 1 };
        const next = items[steps[event.key]];
        if (!next) return;
        event.preventDefault();
        items[at].setAttribute("tabindex", "-1");
        next.setAttribute("tabindex", "0");
        next.focus();
      });
    }

    function light(nodes, name) {
      for (const node of nodes) {
        node.classList.add(name);
        lit.push([node, name]);
      }
    }

    function hide() {
      for (const [node, name] of lit) node.classList.remove(name);
      lit = [];
      tip.hidden = true;
    }

    // A region with its buffers, or a buffer with its regions, in every picture and table.
    function lightAll(node) {
      const { region, buffer } = node.dataset;
      if (region !== undefined) {
        light(all(`[data-region="${region}"]`), "on");
        for (const shape of all("polygon[data-buffer]")) {
          const { first, last, buffer } = shape.dataset;
          if (Number(first) <= Number(region) && Number(region) <= Number(last)) {
            light(all(`[data-buffer="${buffer}"]`), "near");
          }
        }
      } else if (buffer !== undefined) {
        light(all(`[data-buffer="${buffer}"]`), "on");
        const { first, last } = document.querySelector(`polygon[data-buffer="${buffer}"]`).dataset;
        for (let at = Number(first); at <= Number(last); at++) {
          light(all(`rect[stroke]:not([stroke=none])[data-region="${at}"]`), "near");
        }
      } else {
        light([node], "on");
      }
    }

    function place(x, y) {
      const { width, height } = tip.getBoundingClientRect();
      const above = y + 18 + height > innerHeight;
      tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - width - 8))}px`;
      tip.style.top = `${Math.max(4, above ? y - height - 12 : y + 18)}px`;
    }

    function show(node, x, y) {
      hide();
      lightAll(node);
      if (!node.dataset.tip) return;
      const [head, ...lines] = node.dataset.tip.split("\n");
      first.textContent = head;
      rest.textContent = lines.join("\n");
      tip.hidden = false;
      place(x, y);
    }

    const item = (event) => event.target.closest("[data-tip], tr[data-region], tr[data-buffer]");
    document.addEventListener("mouseover", (event) => {
      const node = item(event);
      if (node) show(node, event.clientX, event.clientY);
      else hide();
    });
    document.addEventListener("mousemove", (event) => {
      if (!tip.hidden && item(event)) place(event.clientX, event.clientY);
    });
    document.addEventListener("mouseleave", hide);
    document.addEventListener("focusin", (event) => {
      const node = item(event);
      if (!node) return;
      const box = node.getBoundingClientRect();
      show(node, box.left + box.width / 2, Math.min(box.bottom, innerHeight) - 12);
    });
    document.addEventListener("focusout", hide);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
    });

    const order = new Intl.Collator("en", { numeric: true });
    const value = (row, column) => {
      const cell = row.cells[column];
      return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
    };
    const compare = (a, b) => (typeof a === "number" ? a - b : order.compare(a, b));
    for (const table of all("table.sortable")) {
      const heads = all("th", table);
      heads.forEach((head, column) => {
        if (!head.textContent) return;
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => {
          const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
          for (const other of heads) other.removeAttribute("aria-sort");
          head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
          const rows = Array.from(table.tBodies[0].rows);
          rows.sort((a, b) => sign * compare(value(a, column), value(b, column)));
          table.tBodies[0].append(...rows);
        });
      });
    }
  })();

  """#

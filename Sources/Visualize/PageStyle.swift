/// The style of a plan page: light, dark where the reader's screen is, and light again on paper.
///
/// Pictures carry their light colours as attributes, so that they are whole without a style; the
/// dark style overrides those of `Ink` and leaves the shapes as they are.
let pageStyle = """
  :root { --paper: #fff; --ink: #222; --soft: #555; --rule: #ccc; --stripe: #f2f2f2;
    --lit: #ffe9a8; --accent: #b30000; --link: #005a8c; }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--paper); color: var(--ink);
    font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
  main { max-width: 86rem; margin: 0 auto; padding: 1.5rem; }
  h1 { margin: 0; font-size: 1.8rem; overflow-wrap: anywhere; }
  h2 { margin: 2.2rem 0 .6rem; font-size: 1.2rem; border-bottom: 1px solid var(--rule); }
  code { padding: .15rem .4rem; border-radius: 4px; background: var(--stripe);
    font: .9em ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
    overflow-wrap: anywhere; }
  p { margin: .5rem 0; overflow-wrap: anywhere; }
  .soft, caption, dt { color: var(--soft); }
  dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr));
    gap: .6rem 1.5rem; margin: 1rem 0; }
  dt { font-size: .85rem; }
  dd { margin: 0; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  #bound { padding-left: .7rem; border-left: 4px solid var(--accent); }
  figure { margin: 0 0 1rem; }
  svg { display: block; width: 100%; height: auto; min-width: 50rem; }
  .scroll { overflow-x: auto; }
  .beside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 1.5rem; align-items: start; }
  .beside svg { min-width: 0; }
  table { border-collapse: collapse; width: 100%; font-size: .85rem;
    font-variant-numeric: tabular-nums; }
  caption { padding: .2rem 0 .5rem; text-align: left; }
  th, td { padding: .2rem .7rem .2rem 0; text-align: left; vertical-align: top;
    border-bottom: 1px solid var(--stripe); }
  td { overflow-wrap: anywhere; }
  th { border-bottom: 1px solid var(--soft); }
  .number { text-align: right; white-space: nowrap; overflow-wrap: normal; }
  th { vertical-align: bottom; }
  .beside th { white-space: normal; }
  .term { white-space: nowrap; }
  .name { min-width: 8.5rem; }
  tr.chosen td { font-weight: 700; color: var(--accent); }
  tr.on td { background: var(--lit); }
  tr.near td { background: var(--stripe); }
  th button { padding: 0; border: 0; background: none; color: var(--link); font: inherit;
    cursor: pointer; }
  th[aria-sort=ascending] button::after { content: " \\25B2"; }
  th[aria-sort=descending] button::after { content: " \\25BC"; }
  svg [data-tip]:focus { outline: none; }
  svg .on { stroke: var(--ink); stroke-width: 3; fill-opacity: 1; }
  svg .near { stroke: var(--ink); stroke-width: 2; }
  :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
  #tip { position: fixed; z-index: 1; max-width: min(36rem, 90vw); padding: .5rem .7rem;
    border: 1px solid var(--soft); border-radius: 6px; background: var(--paper);
    color: var(--ink); font-size: .85rem; box-shadow: 0 2px 10px #0005; pointer-events: none;
    overflow-wrap: anywhere; }
  #tip b { display: block; }
  #tip span { white-space: pre-line; }
  #tip[hidden] { display: none; }
  @media (max-width: 60rem) { .beside { display: block; } }
  @media (max-width: 40rem) { dl { grid-template-columns: 1fr 1fr; } }
  @media screen and (prefers-color-scheme: dark) {
    :root { --paper: #15181c; --ink: #e4e6e8; --soft: #a5abb2; --rule: #454b53;
      --stripe: #22262c; --lit: #4d3f10; --accent: #ff8f85; --link: #7cc4f2; }
    \(darkPictures)
  }
  @media print {
    body { font-size: 10pt; }
    main { max-width: none; padding: 0; }
    svg { min-width: 0; }
    .scroll { overflow: visible; }
    table { font-size: 7.5pt; }
    h2 { break-after: avoid; }
    figure, tr { break-inside: avoid; }
    * { print-color-adjust: exact; }
  }

  """

/// What the colours of `Ink` become; shapes with an outline keep theirs.
private let darkPictures = [
  ("rect[stroke=none]", "fill", Ink.paper, "paper"),
  ("rect[stroke=none]", "fill", Ink.stripe, "stripe"),
  ("rect", "fill", Ink.highlight, "lit"),
  ("rect", "fill", Ink.accent, "accent"), ("circle", "fill", Ink.accent, "accent"),
  ("text", "fill", Ink.text, "ink"), ("text", "fill", Ink.soft, "soft"),
  ("text", "fill", Ink.accent, "accent"),
  ("line", "stroke", Ink.rule, "rule"), ("line", "stroke", Ink.stripe, "stripe"),
  ("line", "stroke", Ink.soft, "soft"), ("line", "stroke", Ink.accent, "accent"),
  ("polyline", "stroke", Ink.soft, "soft"),
].map { element, attribute, color, name in
  "svg \(element)[\(attribute)=\"\(color)\"] { \(attribute): var(--\(name)); }"
}.joined(separator: "\n    ")

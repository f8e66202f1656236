/** The style of the page, for light and dark screens and for paper. Has no character that XML would read as markup. */
export const STYLE = `
:root {
  --paper: #ffffff; --ink: #1b1f24; --dim: #57606a; --line: #d0d7de; --band: #f6f8fa;
  --good: #1a7f37; --bad: #cf222e; --restart: #bf8700; --loading: #54aeff; --work: #8250df; --seal: #6e7781;
  --old-key: #d4a72c; --new-key: #0969da;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --ink: #e6edf3; --dim: #9198a1; --line: #3d444d; --band: #161b22;
    --good: #3fb950; --bad: #ff7b72; --restart: #d29922; --loading: #4493f8; --work: #ab7df8; --seal: #8b949e;
    --old-key: #d29922; --new-key: #4493f8;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem; max-width: 72rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif;
}
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; border-bottom: 1px solid var(--line); padding-bottom: 0.25rem; }
p { margin: 0.5rem 0; }
.verdict { font-size: 1.2rem; font-weight: 600; border-left: 0.4rem solid var(--dim); padding: 0.4rem 0.8rem; background: var(--band); }
.verdict.good { border-color: var(--good); }
.verdict.bad { border-color: var(--bad); }
.good { color: var(--good); }
.bad { color: var(--bad); }
dl { margin: 0.5rem 0; }
dl div { display: flex; gap: 1rem; padding: 0.15rem 0; }
dt { flex: 0 0 11rem; color: var(--dim); }
dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 0.5rem 0; font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.9rem 0.25rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
details summary { cursor: pointer; }
details summary h2 { display: inline-block; border: 0; }
.commands { padding-left: 1.5rem; }
.commands span { color: var(--dim); font-size: 0.85rem; }
pre { margin: 0 0 0.6rem; padding: 0.4rem 0.6rem; background: var(--band); white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.8rem; }
figure { margin: 0.5rem 0; overflow-x: auto; }
svg { width: 100%; min-width: 44rem; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: var(--ink); }
svg .dim { fill: var(--dim); }
svg .stage { fill: var(--band); }
svg .stage.odd { fill: var(--paper); }
svg .grid { stroke: var(--line); }
svg .lane { stroke: var(--line); stroke-dasharray: 2 3; }
svg .restart { fill: var(--restart); }
svg .loading { fill: var(--loading); fill-opacity: 0.55; }
svg .work { fill: var(--work); }
svg .seal { fill: var(--seal); }
svg .outage { fill: var(--bad); }
svg .risk { fill: var(--bad); fill-opacity: 0.22; }
svg .refused { fill: var(--bad); fill-opacity: 0.35; }
svg .rewritten { fill: var(--work); fill-opacity: 0.35; stroke: var(--work); }
svg .old-key { fill: var(--old-key); }
svg .new-key { fill: var(--new-key); }
svg .no-key { fill: var(--bad); }
svg .mark { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 1 3; }
svg .pause { fill: var(--line); fill-opacity: 0.6; }
svg .failed { stroke: var(--bad); stroke-width: 2; }
svg .no-return { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 6 3; }
svg .no-return-text { fill: var(--bad); }
@media print {
  :root { --paper: #ffffff; --ink: #000000; --dim: #444444; --line: #bbbbbb; --band: #f4f4f4; }
  body { max-width: none; padding: 0; font-size: 11px; }
  h2 { break-after: avoid; }
  tr, li, figure { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;

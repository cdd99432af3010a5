/** The look of the storefront and the back office: one style sheet, no pictures or fonts from elsewhere. */
export const STYLE = `
:root { --ink:#14212b; --soft:#56666f; --line:#dde4e8; --paper:#fff; --ground:#f4f7f8; --brand:#0b5e63; --brand-2:#e6f2f1;
  --warn:#8a4b00; --warn-2:#fff1dd; --bad:#a3182d; --bad-2:#fdeaec; --good:#1c6b3c; --good-2:#e6f4ea; }
* { box-sizing:border-box; }
body { margin:0; font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif; color:var(--ink); background:var(--ground); }
a { color:var(--brand); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible, summary:focus-visible {
  outline:3px solid #f2a93b; outline-offset:2px; }
.skip { position:absolute; left:-999px; } .skip:focus { left:8px; top:8px; background:#fff; padding:8px; z-index:2; }
header.top { background:var(--brand); color:#fff; }
header.top .row { max-width:1180px; margin:0 auto; padding:14px 20px; display:flex; gap:10px 26px; align-items:center; flex-wrap:wrap; }
header.top a { color:#fff; text-decoration:none; } header.top nav { display:flex; gap:6px; flex-wrap:wrap; margin-left:auto; }
header.top nav a { padding:7px 12px; border-radius:8px; } header.top nav a[aria-current], header.top nav a:hover { background:rgba(255,255,255,.18); }
.logo { font-weight:700; font-size:1.15rem; letter-spacing:.01em; } .logo small { font-weight:400; opacity:.85; }
main { max-width:1180px; margin:0 auto; padding:26px 20px 60px; }
h1 { font-size:1.7rem; line-height:1.2; margin:0 0 6px; } h2 { font-size:1.15rem; margin:0 0 12px; } p.lead { color:var(--soft); margin:0 0 20px; }
.panel { background:var(--paper); border:1px solid var(--line); border-radius:12px; padding:20px; margin:0 0 20px; }
.grid { display:grid; gap:16px; grid-template-columns:repeat(auto-fill,minmax(215px,1fr)); padding:0; margin:0 0 24px; list-style:none; }
.card { background:var(--paper); border:1px solid var(--line); border-radius:12px; padding:14px; display:flex; flex-direction:column; gap:4px; }
.card svg { width:100%; height:92px; border-radius:8px; background:var(--brand-2); color:var(--brand); margin-bottom:6px; }
.card h2 { font-size:1rem; margin:0; } .card .price { font-weight:700; font-size:1.1rem; }
.card form { margin-top:auto; padding-top:8px; display:flex; gap:8px; } .card form input { width:64px; flex:none; } .card form button { flex:1; }
.mute { color:var(--soft); font-size:.9rem; } .num { text-align:right; font-variant-numeric:tabular-nums; white-space:nowrap; }
.mono { font-variant-numeric:tabular-nums; font-family:ui-monospace,Menlo,Consolas,monospace; font-size:.9em; }
input, select, textarea { font:inherit; padding:9px 11px; border:1px solid #a9b6bd; border-radius:8px; background:#fff; color:inherit; width:100%; }
input[type=radio], input[type=checkbox] { width:auto; }
button, .button { font:inherit; font-weight:600; padding:9px 16px; border-radius:8px; border:1px solid var(--brand); background:var(--brand);
  color:#fff; cursor:pointer; text-decoration:none; display:inline-block; white-space:nowrap; }
button.quiet, .button.quiet { background:#fff; color:var(--brand); } button.bad { background:#fff; color:var(--bad); border-color:var(--bad); }
button:hover, .button:hover { filter:brightness(.95); }
form.inline { display:flex; gap:10px; flex-wrap:wrap; align-items:end; } form.inline label { flex:1 1 150px; }
label { display:block; font-size:.92rem; font-weight:600; } label > input, label > select, label > textarea { margin-top:4px; font-weight:400; }
label.choice { font-weight:400; display:flex; gap:8px; align-items:baseline; padding:4px 0; }
fieldset { border:0; padding:0; margin:0 0 20px; } legend { font-weight:700; padding:0; margin-bottom:8px; font-size:1.05rem; }
.fields { display:grid; gap:14px; grid-template-columns:repeat(auto-fit,minmax(210px,1fr)); }
.halves { display:grid; gap:20px; grid-template-columns:repeat(2,minmax(0,1fr)); align-items:start; }
.two { display:grid; gap:20px; grid-template-columns:minmax(0,2fr) minmax(0,1fr); align-items:start; }
table { border-collapse:collapse; width:100%; } th { text-align:left; font-size:.85rem; color:var(--soft); font-weight:600; }
th, td { padding:9px 10px; border-bottom:1px solid var(--line); vertical-align:top; } tbody tr:last-child td { border-bottom:0; } th.num { text-align:right; }
.scroll { overflow-x:auto; margin:0 -20px; padding:0 20px; }
.tag { display:inline-block; border-radius:999px; padding:2px 10px; font-size:.85rem; font-weight:600; background:#eceff1; color:#37474f; white-space:nowrap; }
.tag.good { background:var(--good-2); color:var(--good); } .tag.warn { background:var(--warn-2); color:var(--warn); }
.tag.bad { background:var(--bad-2); color:var(--bad); } .tag.brand { background:var(--brand-2); color:var(--brand); }
.note { border-radius:10px; padding:12px 16px; margin:0 0 20px; background:var(--good-2); color:var(--good); } .note.bad { background:var(--bad-2); color:var(--bad); }
.totals { margin:12px 0 0; padding:0 10px; display:grid; grid-template-columns:1fr auto; row-gap:6px; } .totals dd { margin:0; text-align:right; font-variant-numeric:tabular-nums; }
.totals .sum { font-weight:700; font-size:1.1rem; border-top:1px solid var(--line); padding-top:8px; margin-top:4px; }
.facts { display:grid; grid-template-columns:auto 1fr; gap:4px 16px; margin:0; } .facts dt { color:var(--soft); } .facts dd { margin:0; overflow-wrap:anywhere; }
ol.steps { list-style:none; padding:0; margin:0; } ol.steps li { padding:0 0 14px 22px; border-left:2px solid var(--line); margin-left:7px; position:relative; }
ol.steps li::before { content:""; position:absolute; left:-7px; top:6px; width:12px; height:12px; border-radius:50%; background:var(--brand); }
ol.steps li:last-child { border-left-color:transparent; padding-bottom:0; }
.filters { display:flex; flex-wrap:wrap; gap:8px; margin:0 0 20px; padding:0; list-style:none; }
.filters a { padding:6px 12px; border:1px solid var(--line); border-radius:999px; background:#fff; text-decoration:none; font-size:.92rem; }
.filters a[aria-current] { background:var(--brand); color:#fff; border-color:var(--brand); }
.pager { display:flex; gap:10px; align-items:center; justify-content:center; }
.numbers { display:grid; gap:12px; grid-template-columns:repeat(auto-fit,minmax(130px,1fr)); margin:0 0 20px; padding:0; list-style:none; }
.numbers li { background:var(--paper); border:1px solid var(--line); border-radius:12px; padding:12px 16px; } .numbers b { display:block; font-size:1.5rem; }
form:has(input[value=known]:checked) .typed, form:not(:has(input[value=known]:checked)) .known { display:none; }
.known { margin:2px 0 8px 26px; max-width:420px; } label.below { margin-top:14px; }
.actions { display:flex; gap:8px; flex-wrap:wrap; } footer { max-width:1180px; margin:0 auto; padding:0 20px 30px; color:var(--soft); font-size:.88rem; }
.empty { text-align:center; padding:40px 10px; color:var(--soft); }
@media (max-width:760px) { .two, .halves { grid-template-columns:minmax(0,1fr); gap:0; } h1 { font-size:1.4rem; } header.top nav { margin-left:0; width:100%; }
  header.top nav { gap:2px; } header.top nav a { padding:7px 8px; font-size:.92rem; } main { padding:20px 14px 40px; } .panel { padding:16px 14px; } .scroll { margin:0 -14px; padding:0 14px; }
  .grid { grid-template-columns:repeat(2,minmax(0,1fr)); gap:10px; } .card { padding:10px; } .card form { gap:6px; } .card form input { width:50px; padding:9px 6px; } .card form button { padding:9px 6px; }
  table.stack thead { position:absolute; left:-999px; } table.stack tr { display:block; border-bottom:1px solid var(--line); padding:8px 0; }
  .totals { padding:0; } table.stack td { display:flex; justify-content:space-between; gap:14px; border:0; padding:3px 0; text-align:right; white-space:normal; }
  table.stack td::before { content:attr(data-label); font-family:system-ui,sans-serif; color:var(--soft); font-size:.88rem; text-align:left; white-space:nowrap; } }
`;

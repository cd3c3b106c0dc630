/** The style of the standalone page: the portal's tokens, on paper. */
export const INVOICE_STYLE = `
*{box-sizing:border-box}body{margin:0;background:#f5f3ef;color:#201c17;font:14px/20px "Instrument Sans","Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
h1,h2,h3,p,dl,dd,figure,address{margin:0;font-style:normal}b,th{font-weight:620}.note{font-size:13px;line-height:18px;color:#5a544c}
.sheet{background:#fffefd;max-width:794px;margin:24px auto;padding:24px 20px 40px;display:flex;flex-direction:column}
.head{display:grid;gap:20px}.logo{height:28px;display:block}.head dl div,.pay dl div{display:grid;grid-template-columns:112px 1fr}.head dl{margin-bottom:12px}dt{color:#5a544c}.pay dd{font-weight:620}
h1{font-size:28px;line-height:1.2;letter-spacing:-.02em;font-weight:400;color:#5a544c;max-width:27ch;margin:24px 0}h1 b{color:#201c17}
h2{font-size:16px;margin:20px 0 4px}h3{font-size:14px;margin:16px 0 4px}
.pay{display:grid;gap:20px;border-block:1px solid #201c17;padding:16px 0}.big{font-size:36px;line-height:44px;font-weight:620;letter-spacing:-.03em}.big small{font-size:20px;font-weight:400;color:#5a544c}.qr{width:104px;height:104px;display:block}figure .note{text-align:center}
.line{display:flex;align-items:baseline;gap:8px;min-height:26px;padding:3px 0;background:radial-gradient(circle at 3px 3px,#a8a29a .8px,transparent 1.25px) 0 16px/6px 6px repeat-x}.line>*{background:#fffefd}.line>span:first-child{padding-right:2px}.amount{margin-left:auto;padding-left:8px;white-space:nowrap}
.mid,.sum{background:none;font-weight:620;border-top:1px solid #8b857c;margin-top:2px}.sum{font-size:20px;line-height:28px;border-color:#201c17;padding-top:8px}
summary{cursor:pointer;list-style:none}summary::-webkit-details-marker{display:none}summary:hover>span:first-child{color:#12524c}summary:focus-visible{outline:2px solid #12524c;outline-offset:2px}.parts{border-left:1px solid #ddd8d0;padding-left:16px}
table{width:100%;border-collapse:collapse}th,td{text-align:right;font-weight:400;padding:4px 0 4px 12px;border-bottom:1px solid #ddd8d0;white-space:nowrap}th:first-child,td:first-child{text-align:left;padding-left:0;white-space:normal}thead th{color:#5a544c;font-size:13px;border-color:#201c17}tfoot *{font-weight:620;border-bottom:0}
.detail td:nth-child(2),.detail thead th:nth-child(2){text-align:left}.detail th,.detail td{padding-block:2px}.group th{text-align:left;font-weight:620;padding-top:10px}.sums *{font-weight:620;border-bottom:0}.detail .sums td:nth-child(2){text-align:right}.told{padding:4px 0 6px;max-width:68ch}.kept td{border-bottom:0}.detail .told td.note{text-align:left;white-space:normal;padding-top:0;padding-bottom:4px}.scroll{overflow-x:auto}
.terms{margin:20px 0;max-width:84ch}.second{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline}footer{display:grid;grid-template-columns:repeat(2,1fr);gap:12px;border-top:1px solid #ddd8d0;margin-top:24px;padding-top:12px;font-size:13px;line-height:18px;color:#5a544c}
@media(min-width:700px),print{.sheet{padding:36px 60px 48px;min-height:1123px}.head{grid-template-columns:1fr 248px}.pay{grid-template-columns:1fr 1.2fr auto;align-items:center}.pay dl{border-left:1px solid #ddd8d0;padding-left:24px}footer{margin-top:auto;grid-template-columns:1.35fr 1.2fr 1fr 1.2fr}}
@page{size:A4;margin:0}@media print{body{background:#fff;color:#000}.sheet{margin:0;max-width:none;min-height:296mm;break-after:page}.sheet:last-child{break-after:auto}.scroll{overflow:visible}tr{break-inside:avoid}.kept{break-after:avoid}}
`.trim()

namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>The looks of the page; nothing is fetched, and everything reads without colour.</summary>
internal static class PageStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --paper:#fcfcfb; --card:#ffffff; --ink:#1b1f24; --muted:#5b646e; --rule:#dfe3e6; --grid:#eceef0;
          --good:#0b6b58; --wait:#8a5a00; --bad:#a3342c; --s0:#0b6b58; --s1:#b4540a; --s2:#3c5bb5; --s3:#96356f; --s4:#5d6b00; --s5:#5a3fa0; --control:#77818b; }
        @media (prefers-color-scheme: dark) { :root { --paper:#14171a; --card:#1b1f23; --ink:#e7eaec; --muted:#a2abb3; --rule:#333a40; --grid:#272d32;
          --good:#5cc9ae; --wait:#e3b355; --bad:#f08a80; --s0:#5cc9ae; --s1:#f0a05f; --s2:#8fa8f5; --s3:#e58cc0; --s4:#c0cf58; --s5:#b49bf2; --control:#8b959e; } }
        * { box-sizing:border-box } html { -webkit-text-size-adjust:100% }
        body { margin:0; background:var(--paper); color:var(--ink); font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif; }
        main { max-width:1120px; margin:0 auto; padding:40px 28px 72px }
        .kicker { margin:0 0 10px; color:var(--muted); font-size:14px }
        h1 { margin:0 0 10px; font-size:clamp(22px,3.2vw,31px); line-height:1.25; font-weight:650; letter-spacing:-.012em; text-wrap:balance; overflow-wrap:anywhere }
        h2 { margin:52px 0 8px; padding-top:22px; border-top:2px solid var(--ink); font-size:22px; line-height:1.3 } h3 { margin:30px 0 6px; font-size:17px }
        p { max-width:76ch; margin:8px 0 } .lead { font-size:18px } .muted { color:var(--muted) } .small { font-size:14px }
        .answer { padding-left:20px; border-left:6px solid var(--good) } .answer.wait { border-left-style:dashed; border-color:var(--wait) } .answer.bad { border-left-style:double; border-color:var(--bad) }
        .facts { display:grid; grid-template-columns:repeat(auto-fill,minmax(300px,1fr)); gap:1px; margin:26px 0 22px; padding:1px }
        .facts div { background:var(--card); padding:12px 16px; box-shadow:0 0 0 1px var(--rule) } .facts dt { color:var(--muted); font-size:13px; line-height:1.35 } .facts dd { margin:3px 0 0; font-size:19px; font-weight:600; font-variant-numeric:tabular-nums; overflow-wrap:anywhere }
        .facts small { display:block; color:var(--muted); font-size:13px; font-weight:400; line-height:1.4 }
        .scroll { overflow-x:auto; margin:10px 0; background:linear-gradient(to right,var(--paper) 40%,transparent) left/48px 100% no-repeat local,linear-gradient(to left,var(--paper) 40%,transparent) right/48px 100% no-repeat local,
          linear-gradient(to right,var(--rule),transparent) left/12px 100% no-repeat scroll,linear-gradient(to left,var(--rule),transparent) right/12px 100% no-repeat scroll } .scroll:focus-visible { outline:2px solid var(--s2); outline-offset:2px }
        table { border-collapse:collapse; font-size:14px; font-variant-numeric:tabular-nums; line-height:1.35 } caption { text-align:left; color:var(--muted); padding:0 0 8px; max-width:76ch }
        th,td { padding:7px 12px; text-align:right; white-space:nowrap; vertical-align:top; border-bottom:1px solid var(--rule) }
        thead th { border-bottom:1px solid var(--ink); font-weight:600; vertical-align:bottom; white-space:normal; min-width:76px } thead tr.groups td { border-bottom:0 } thead tr.groups th { border-bottom:0; color:var(--muted); font-weight:400; font-size:13px; padding-bottom:0 }
        th.l,td.l { text-align:left } tbody th { text-align:left; font-weight:600; position:sticky; left:0; background:var(--paper) } .edge { border-left:1px solid var(--rule) }
        td small, th small { display:block; color:var(--muted); font-size:12px; font-weight:400 } tr.controls td, tr.controls th { color:var(--muted); font-weight:400 } tbody.divide tr:first-child > * { border-top:1px solid var(--ink) }
        .yes::before { content:"\2713\00a0" } .no::before { content:"\2717\00a0" } .yes { color:var(--good); font-weight:600 } .no { color:var(--wait) } td.unknown { color:var(--muted); font-style:italic }
        svg.plot { display:block; width:100%; min-width:640px; max-width:960px; height:auto; font:13px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif } svg text { fill:var(--ink) } .tick { font-size:12.5px; fill:var(--muted) } .strong { fill:var(--ink) } .axis { font-size:13px }
        .grid { stroke:var(--grid); stroke-width:1 } .alpha { stroke:var(--ink); stroke-width:1.5; stroke-dasharray:2 3 } .leader { stroke:var(--control); stroke-width:.8; stroke-opacity:.7; fill:none } .halo { paint-order:stroke; stroke:var(--paper); stroke-width:4px; stroke-linejoin:round } .point { stroke:var(--ink); stroke-width:2; fill:none }
        .line { fill:none; stroke-width:2.2; stroke-linejoin:round } .whisker { fill:none; stroke-width:1.6 } .mark { stroke-width:1.6; fill:currentColor; stroke:currentColor }
        .s0 { color:var(--s0) } .s1 { color:var(--s1); stroke-dasharray:9 4 } .s2 { color:var(--s2); stroke-dasharray:3 3 } .s3 { color:var(--s3); stroke-dasharray:12 3 3 3 } .s4 { color:var(--s4); stroke-dasharray:6 2 } .s5 { color:var(--s5); stroke-dasharray:1 3 }
        .line,.whisker { stroke:currentColor } .whisker,.mark { stroke-dasharray:none } .control { color:var(--control) } .line.control { stroke-width:1.5; stroke-dasharray:5 4 } .line.control.d1,.line.control.d4 { stroke-dasharray:1.5 3 } .line.control.d2,.line.control.d5 { stroke-dasharray:9 3 2 3 } .mark.control { fill:var(--paper) }
        svg text.label { font-size:13px; stroke-dasharray:none } svg text.label.control { fill:var(--muted) }
        details { margin:6px 0; max-width:88ch } summary { cursor:pointer; padding:4px 0 } summary:focus-visible { outline:2px solid var(--s2); outline-offset:2px } details ul { columns:2 260px; margin:6px 0 12px; padding-left:22px; font-size:14px } li { overflow-wrap:anywhere }
        .words { columns:2 380px; column-gap:40px; margin:8px 0 } .words div { break-inside:avoid; padding:0 0 10px } .words dt { font-weight:600 } .words dd { margin:0; color:var(--muted) }
        code { font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace; overflow-wrap:anywhere }
        @media (max-width:620px) { main { padding:24px 16px 48px } .facts { grid-template-columns:1fr 1fr } .facts div { padding:10px 12px } .facts dd { font-size:17px } tbody th { min-width:118px; max-width:150px; white-space:normal; overflow-wrap:break-word } caption { max-width:calc(100vw - 32px) } }
        @media print { main { max-width:none; padding:0 } .scroll { overflow:visible } details > * { display:block } }
        """;
}

// ECharts, cut down to what the screens draw. Loaded by `loadCharts()` (boot.js) when the first chart
// is shown, and spoken to by app/src/charts/engine.rs alone:
//
//   mount(element, onResize) → chart   an empty chart that fills `element`; when the element's size
//                                      changes, the chart follows and then calls `onResize`, for letters
//                                      and lines are sized by the page
//   chart.draw(json)                   draws an ECharts option given as JSON; the series of a later
//                                      option replace earlier ones of the same `id` with a transition,
//                                      and those it does not name go away
//   chart.dispose()                    takes the chart off the element

import { init, use } from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
} from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  LineChart,
  TooltipComponent,
]);

export function mount(element, onResize) {
  const chart = init(element, null, { renderer: "canvas" });
  const observer = new ResizeObserver(() => {
    chart.resize();
    onResize();
  });
  observer.observe(element);
  return {
    draw(json) {
      chart.setOption(JSON.parse(json), { replaceMerge: ["series"], lazyUpdate: true });
    },
    dispose() {
      observer.disconnect();
      chart.dispose();
    },
  };
}

// Histograms and curves.
// A log axis is a linear one over exponents of ten
const axis = (spec, values, extra, most = 10) => {
  const log = spec.logarithmic;
  const shared = {
    type: 'value', name: spec.name, nameTextStyle: text(), nameLocation: 'middle', scale: true,
    axisLine: { show: true, onZero: false, lineStyle: { color: css('--muted') } }, axisTick: { show: true, lineStyle: { color: css('--muted') } },
    splitLine: { lineStyle: { color: css('--grid') } },
    axisLabel: { ...text(), formatter: log ? exponent => power(Math.pow(10, exponent)) : value => value.toLocaleString('en') },
  };
  if (!log) return { ...shared, ...extra };
  const min = Math.floor(Math.min(...values) + 1e-9), max = Math.max(min + 1, Math.ceil(Math.max(...values) - 1e-9));
  return { ...shared, min, max, interval: Math.ceil((max - min) / Math.max(1, most)), ...extra };
};
const along = spec => spec.logarithmic ? Math.log10 : value => value;
const back = spec => spec.logarithmic ? exponent => Math.pow(10, exponent) : value => value;

const histogram = spec => {
  const edges = arrays[spec.edges], counts = arrays[spec.counts], exponents = edges.map(Math.log10);
  mount(document.getElementById(spec.id), 'svg', width => ({
    animation: false,
    grid: { left: 52, right: 16, top: 16, bottom: 52 },
    tooltip: { ...tooltipStyle(), trigger: 'item', formatter: item => escape(format(edges[item.dataIndex])) + ' to ' + escape(format(edges[item.dataIndex + 1])) + '<br><b>' + counts[item.dataIndex] + '</b> pixels' },
    xAxis: axis({ name: spec.quantity, logarithmic: true }, exponents, { min: exponents[0], max: exponents[exponents.length - 1], splitLine: { show: false }, nameGap: 32 }, Math.floor(width / 60)),
    yAxis: axis({ name: 'pixels' }, [], { nameGap: 38, min: 0, minInterval: 1, axisLine: { show: false }, axisTick: { show: false } }),
    series: [{
      type: 'custom', encode: { x: [0, 1], y: 2 }, data: counts.map((count, index) => [exponents[index], exponents[index + 1], count]),
      renderItem: (params, api) => {
        const from = api.coord([api.value(0), api.value(2)]), to = api.coord([api.value(1), 0]);
        const gap = Math.min(2, (to[0] - from[0]) / 6);
        return { type: 'rect', shape: { x: from[0] + gap / 2, y: from[1], width: Math.max(1, to[0] - from[0] - gap), height: to[1] - from[1] }, style: { fill: css('--series-b') } };
      },
    }],
  }));
};

const curves = spec => {
  const shapes = ['circle', 'diamond', 'triangle', 'rect'], dashes = ['solid', [7, 4], [2, 3], [9, 3, 2, 3]];
  const toX = along(spec.x), toY = along(spec.y), fromX = back(spec.x), fromY = back(spec.y);
  const lines = spec.curves.map(curve => arrays[curve.x].map((x, i) => [toX(x), toY(arrays[curve.y][i])]).filter(point => point.every(Number.isFinite)));
  const all = lines.flat();
  const markers = spec.markers.filter(marker => Number.isFinite(toX(marker.x)));
  mount(document.getElementById(spec.id), 'svg', width => ({
    animation: false, color: [css('--series-a'), css('--series-b'), css('--pass'), css('--inconclusive')],
    grid: { left: 68, right: 24, top: 36 + 15 * markers.length, bottom: 52 },
    legend: { top: 0, left: 56, itemWidth: 34, textStyle: { ...text(), color: css('--ink'), fontSize: 13 } },
    tooltip: {
      ...tooltipStyle(), trigger: 'axis',
      formatter: items => escape(spec.x.name) + ' <b>' + format(fromX(items[0].value[0])) + '</b>' + items.map(item => '<br>' + item.marker + escape(item.seriesName) + ' <b>' + format(fromY(item.value[1])) + '</b>').join(''),
    },
    xAxis: axis(spec.x, all.map(point => point[0]), { splitLine: { show: false }, nameGap: 32 }, Math.floor(width / 60)),
    yAxis: axis(spec.y, all.map(point => point[1]), { nameGap: 48 }),
    series: spec.curves.map((curve, index) => ({
      type: 'line', name: curve.name, symbol: shapes[index % 4], symbolSize: 7, showSymbol: true, lineStyle: { width: 2.2, type: dashes[index % 4] }, data: lines[index],
      markLine: index ? undefined : {
        silent: true, symbol: 'none', lineStyle: { color: css('--muted'), type: 'dashed', width: 1 },
        data: markers.map((marker, place) => ({ xAxis: toX(marker.x), label: { formatter: marker.label, color: css('--ink'), position: 'end', distance: [0, 4 + 15 * place], fontSize: 12 } })),
      },
    })),
  }));
};

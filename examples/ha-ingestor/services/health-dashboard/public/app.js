// SPDX-License-Identifier: Apache-2.0
const INTERVAL_MS = 5000;

async function refresh() {
  try {
    show(await (await fetch('api/overview')).json());
  } catch (problem) {
    document.querySelector('#status').textContent = `no answer: ${problem.message}`;
  }
  setTimeout(refresh, INTERVAL_MS);
}

function show({ status, services, stats, events }) {
  document.querySelector('#status').textContent = status;
  fill('#services', Object.entries(services), ([name, service]) => {
    const item = element('li', `${name}: ${service.status}`);
    item.classList.toggle('healthy', service.status === 'healthy');
    item.title = service.detail ?? '';
    return item;
  });
  const store = stats['enrichment-pipeline'] ?? {};
  const numbers = {
    Received: stats['websocket-ingestion']?.received, Stored: store.events, 'With weather': store.with_weather, Entities: store.entities,
    Removed: stats['data-retention']?.removed,
  };
  fill('#numbers', Object.entries(numbers).flatMap(([name, value]) => [['dt', name], ['dd', value ?? '?']]), ([kind, text]) => element(kind, text));
  fill('#events', events, ({ time, entity_id: entity, state, unit, weather }) => {
    const row = document.createElement('tr');
    const outside = weather ? `${weather.temperature_c} °C, ${weather.condition}` : '?';
    row.append(...[new Date(time).toLocaleString(), entity, `${state} ${unit}`, outside].map((text) => element('td', text)));
    return row;
  });
}

function fill(selector, values, make) {
  document.querySelector(selector).replaceChildren(...values.map(make));
}

function element(kind, text) {
  const made = document.createElement(kind);
  made.textContent = text;
  return made;
}

refresh();

// What the face costs its user, measured and told, not judged by the clock of a busy machine: first paint,
// how soon an interaction shows (Event Timing), a list of ten thousand rows sorted, filtered and scrolled.
import assert from 'node:assert/strict';
import test from 'node:test';
import { open, people, prefer, signIn } from './face.mjs';
import { atHome, journey, settled } from './house.mjs';

const many = 10_000;

const at = atHome();

function told(t, name, value, budget) {
    t.diagnostic(`${name}: ${value.toFixed(0)} ms${budget ? ` (budget ${budget} ms)` : ''}`);
    assert.ok(value > 0, name);
}

function percentile(values, share) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

test('first paint', async (t) => {
    for (const path of ['/', '/sales/order']) {
        await journey(at.browser, 'paint', { traced: false }, async (page) => {
            await prefer(page.context(), {});
            await signIn(page.context(), at.house, people.seller);
            await open(page, at.house.url + path);
            const paint = await page.evaluate(
                () => performance.getEntriesByName('first-contentful-paint')[0].startTime);
            told(t, `first contentful paint of ${path}`, paint, 1000);
        });
    }
});

/** Collects from now on how long each interaction took until the next frame showed it. */
const watchInteractions = (page) =>
    page.evaluate(() => {
        window.interactions = new Map();
        new PerformanceObserver((list) => {
            for (const one of list.getEntries()) {
                if (!one.interactionId) continue;
                const before = window.interactions.get(one.interactionId) ?? 0;
                window.interactions.set(one.interactionId, Math.max(before, one.duration));
            }
        }).observe({ type: 'event', durationThreshold: 16, buffered: true });
    });

const interactions = (page) => page.evaluate(() => [...window.interactions.values()]);

test('interactions: lists, menus, the palette, writing an order', async (t) => {
    await journey(at.browser, 'interactions', { traced: false }, async (page) => {
        await prefer(page.context(), {});
        await signIn(page.context(), at.house, people.seller);
        await open(page, `${at.house.url}/sales/order`);
        await watchInteractions(page);
        for (const key of 'jjjjkkxj') await page.keyboard.press(key);
        await page.getByRole('searchbox', { name: 'Filter' }).pressSequentially('total>5000');
        await page.keyboard.press('Enter');
        await settled(page);
        await page.getByRole('columnheader', { name: 'Total' }).getByRole('button').click();
        await settled(page);
        for (const menu of ['Columns', 'Group', 'Export']) {
            await page.getByRole('button', { name: menu, exact: true }).click();
            await page.locator('[aria-haspopup][aria-expanded=true]').waitFor();
            await page.keyboard.press('Escape');
            await page.locator('[data-base-ui-inert]').waitFor({ state: 'detached' });
        }
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: /Search/ }).pressSequentially('bearing');
        await settled(page);
        await page.keyboard.press('Escape');
        await page.getByRole('link', { name: 'New Order' }).click();
        await settled(page);
        await page.getByLabel('Region').pressSequentially('South');
        await page.getByRole('combobox', { name: 'Item, line 1' }).click();
        await page.getByRole('combobox', { name: 'Item, line 1' }).pressSequentially('BRG');
        await page.getByRole('listbox').getByRole('option').first().click();
        await page.getByLabel('Quantity, line 1').pressSequentially('125');
        for (let line = 0; line < 5; ++line) await page.getByRole('button', { name: 'Add a line' }).click();
        await settled(page);
        const durations = await interactions(page);
        t.diagnostic(`${durations.length} interactions of 16 ms or more were told`);
        told(t, 'interaction, 95th percentile', percentile(durations, 0.95), 100);
    });
});

test('a list of ten thousand rows is sorted, filtered and scrolled', async (t) => {
    await journey(at.browser, 'ten_thousand', { traced: false }, async (page) => {
        await prefer(page.context(), {});
        const csrf = await signIn(page.context(), at.house, people.administrator);
        const rows = Array.from({ length: many }, (_, at) => `N${at},Customer ${(at * 7919) % many}`);
        const answer = await page.request.post(`${at.house.url}/api/v1/master/party/import?key=code`, {
            data: `code,name\n${rows.join('\n')}\n`,
            headers: { 'Content-Type': 'text/csv', 'X-CSRF-Token': csrf },
        });
        assert.equal((await answer.json()).created, many);
        await open(page, `${at.house.url}/master/party`);
        const first = page.getByRole('table').getByRole('link').first();
        /** From the act until the first row is another one and drawn, in the browser's own time. */
        const changed = async (act) => {
            await page.evaluate(() => {
                const text = () => document.querySelector('tbody a')?.textContent;
                const [old, began] = [text(), performance.now()];
                window.shown = new Promise((done) => {
                    const look = () => (text() && text() !== old ? done(performance.now() - window.acted) :
                        requestAnimationFrame(look));
                    window.acted = began;
                    for (const kind of ['pointerdown', 'keydown'])
                        addEventListener(kind, () => (window.acted = performance.now()), { capture: true });
                    look();
                });
            });
            await act();
            return page.evaluate(() => window.shown);
        };
        const header = page.getByRole('columnheader', { name: 'Name' }).getByRole('button');
        const sorted = [];
        for (let times = 0; times < 4; ++times) sorted.push(await changed(() => header.click()));
        told(t, `${many} rows sorted, median`, percentile(sorted, 0.5), 120);
        await page.getByRole('searchbox', { name: 'Filter' }).fill('name:777');
        const filtered = await changed(() => page.keyboard.press('Enter'));
        told(t, `${many} rows filtered`, filtered, 120);
        await page.getByRole('searchbox', { name: 'Filter' }).fill('');
        await page.keyboard.press('Enter');
        await settled(page);
        const before = await first.textContent();
        const gaps = await page.evaluate(() => new Promise((done) => {
            const isLong = (one) => one.scrollHeight > one.clientHeight + 400;
            const scroller = [...document.querySelectorAll('main *')].find(
                (one) => isLong(one) && getComputedStyle(one).overflowY !== 'visible');
            const [frames, steps] = [[], 120];
            let last = performance.now();
            const step = (now) => {
                frames.push(now - last);
                last = now;
                scroller.scrollTop += 160;
                if (frames.length < steps) requestAnimationFrame(step);
                else done(frames);
            };
            requestAnimationFrame(step);
        }));
        await settled(page);
        assert.notEqual(await first.textContent(), before, 'the rows moved');
        told(t, 'frame while scrolling, 95th percentile', percentile(gaps, 0.95));
    });
});

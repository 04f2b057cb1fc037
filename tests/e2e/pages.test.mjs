// Every page of the face, light and dark, in both languages, at the desk and on the phone: no finding of axe, no
// overflow, no error in the console, no request outside the house, and not too heavy.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { axeFindings, open, overflows, people, prefer, signIn, weighing } from './face.mjs';
import { journey, openBrowser, startHouse } from './house.mjs';

const kib = 1024;
const scriptLimit = 220 * kib;
const styleLimit = 20 * kib;
const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };
const fixed = ['/', '/go/sales', '/go/demand', '/go/planning', '/tasks', '/scan', '/reports', '/no/such'];

let house, browser;
before(async () => {
    house = await startHouse(['--demo']);
    browser = await openBrowser();
});
after(async () => {
    await browser?.close();
    await house?.stop();
});

/** The list, the first record and the empty form of every noun, and every report. */
async function addresses(request) {
    const { nouns } = await (await request.get(`${house.url}/api/v1/meta`)).json();
    const found = [];
    for (const noun of nouns) {
        const path = `/${noun.name.replace('.', '/')}`;
        const { rows } = await (await request.get(`${house.url}/api/v1${path}?limit=1`)).json();
        found.push(path);
        if (rows[0]) found.push(`${path}/${rows[0].id}`);
        if (rows[0] && noun.name === 'sales.order') found.push(`${path}/${rows[0].id}/explain`);
        if (noun.may.includes('create')) found.push(`${path}/new`);
    }
    const { reports } = await (await request.get(`${house.url}/api/v1/reports`)).json();
    const shown = reports.filter((report) => report.name !== 'explain');
    return [...fixed, ...found, ...shown.map((report) => `/reports/${report.name}`)];
}

const looks = [
    { language: 'en', theme: 'light', viewport: desk },
    { language: 'zh', theme: 'dark', viewport: desk },
    { language: 'en', theme: 'dark', viewport: phone },
    { language: 'zh', theme: 'light', viewport: phone },
];

for (const { language, theme, viewport } of looks) {
    const name = `${language}-${theme}-${viewport.width}`;
    test(`every page, ${name}`, async () => {
        await journey(browser, `pages-${name}`, { viewport }, async (page, troubles) => {
            await prefer(page.context(), { language, theme });
            await signIn(page.context(), house, people.administrator, language);
            const weigh = weighing(page, house);
            const wrong = [];
            for (const path of await addresses(page.request)) {
                await open(page, house.url + path);
                for (const finding of await axeFindings(page)) wrong.push(`${path}: ${finding}`);
                if (await overflows(page)) wrong.push(`${path}: wider than the window`);
                const heading = await page.getByRole('heading', { level: 1 }).count();
                if (heading !== 1) wrong.push(`${path}: ${heading} headings of level one`);
                wrong.push(...troubles.splice(0).map((trouble) => `${path}: ${trouble}`));
            }
            assert.deepEqual(wrong, []);
            assert.deepEqual((await weigh()).outside, []);
        });
    });
}

test('the first page of a list is light enough', async () => {
    await journey(browser, 'weight', {}, async (page) => {
        await signIn(page.context(), house, people.seller);
        const weigh = weighing(page, house);
        await open(page, `${house.url}/sales/order`);
        const { script, stylesheet } = await weigh();
        assert.ok(script > 0 && script <= scriptLimit, `${script} bytes of script`);
        assert.ok(stylesheet <= styleLimit, `${stylesheet} bytes of style`);
    });
});

test('language and theme are switched without losing the page', async () => {
    await journey(browser, 'switch', {}, async (page) => {
        await prefer(page.context(), {});
        await signIn(page.context(), house, people.seller);
        await open(page, `${house.url}/sales/order`);
        await page.getByRole('button', { name: /Switch to Chinese/ }).click();
        await page.getByRole('button', { name: '导出' }).waitFor();
        assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
        await page.getByRole('button', { name: '深色主题' }).click();
        assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
        await page.reload();
        await page.getByRole('button', { name: '浅色主题' }).waitFor();
    });
});

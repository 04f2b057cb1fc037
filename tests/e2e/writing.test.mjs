// Writing an order down: nothing shown as if meant, nothing lost, what there is beside each line.
import assert from 'node:assert/strict';
import test from 'node:test';
import { open, people, prefer, signIn } from './face.mjs';
import { atHome, journey, settled } from './house.mjs';
import { become, pick, saved } from './trade.mjs';

const at = atHome();

const writing = (name, walk) =>
    journey(at.browser, name, {}, async (page, troubles) => {
        await prefer(page.context(), {});
        await become(page, at.house, people.seller, '/sales/order/new');
        await walk(page, troubles);
        assert.deepEqual(troubles, []);
    });

const value = (page, label) => page.getByLabel(label, { exact: true }).inputValue();

test('a figure that follows from the customer is empty until there is one', async () => {
    await writing('untold', async (page) => {
        assert.equal(await value(page, 'Exchange rate'), '');
        assert.equal(await value(page, 'Payment terms (days)'), '');
        await pick(page, 'Customer', 'Hengyuan');
        await page.waitForFunction(() => document.body.textContent.includes('Salesperson'));
        await page.getByLabel('Exchange rate').and(page.locator('[value="1"]')).waitFor();
        assert.equal(await value(page, 'Payment terms (days)'), '30');
    });
});

test('what is typed outlives its tab, until it is saved or begun anew', async () => {
    await writing('autosave', async (page) => {
        const context = page.context();
        await pick(page, 'Customer', 'Hengyuan');
        await pick(page, 'Item, line 1', 'BRG-6204');
        await page.getByLabel('Quantity, line 1').fill('7');
        await page.close();
        const again = await context.newPage();
        await again.goto(`${at.house.url}/sales/order/new`);
        await again.getByRole('status').getByText(/Restored/).waitFor();
        assert.equal(await value(again, 'Quantity, line 1'), '7');
        assert.match(await again.getByRole('combobox', { name: 'Customer' }).inputValue(), /Hengyuan/);
        await again.keyboard.press('Control+s');
        await again.waitForURL(/order\/\d+$/);
        // saved: a new order begins empty, and the draft shows what was typed since
        await again.goto(`${at.house.url}/sales/order/new`);
        await again.getByRole('heading', { level: 1, name: 'New Order' }).waitFor();
        assert.equal(await again.getByText(/Restored/).count(), 0);
        await again.getByLabel('Region').fill('South');
        await again.reload();
        await again.getByRole('button', { name: 'Start over' }).click();
        assert.equal(await value(again, 'Region'), '');
        await again.reload();
        await again.getByRole('heading', { level: 1, name: 'New Order' }).waitFor();
        assert.equal(await again.getByText(/Restored/).count(), 0);
    });
});

test('an order already there is amended in two sittings; signing out leaves nothing behind', async () => {
    await writing('amend_later', async (page) => {
        const confirmed = `${at.house.url}/api/v1/sales/order?filter=state:confirmed&limit=1`;
        const { rows } = await (await page.request.get(confirmed)).json();
        await open(page, `${at.house.url}/sales/order/${rows[0].id}`);
        await page.getByRole('button', { name: 'Amend' }).click();
        await page.getByLabel("Customer's order number").fill('PO-77');
        await open(page, `${at.house.url}/sales/order`);
        await open(page, `${at.house.url}/sales/order/${rows[0].id}`);
        assert.equal(await value(page, "Customer's order number"), 'PO-77');
        const drafts = () =>
            page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('draft')).length);
        assert.equal(await drafts(), 1);
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: /Search/ }).fill('Sign out');
        await page.getByRole('option', { name: 'Sign out' }).click();
        await page.getByRole('button', { name: 'Sign in' }).waitFor();
        assert.equal(await drafts(), 0);
    });
});

test('beside each line stands what there is of its item', async () => {
    await writing('availability', async (page) => {
        await pick(page, 'Customer', 'Hengyuan');
        await pick(page, 'Item, line 1', 'BRG-6204');
        await page.getByLabel('Quantity, line 1').fill('2');
        const cell = page.getByRole('cell').filter({ hasText: /\d free/ });
        await cell.waitFor();
        const free = Number((await cell.textContent()).replace(/\D/g, ''));
        const { rows } = await (await page.request.get(`${at.house.url}/api/v1/reports/availability`)).json();
        const row = rows.find((one) => one[0].title.startsWith('BRG-6204'));
        assert.equal(free, Number(row[3]));
        await saved(page);
        await page.getByRole('toolbar', { name: 'Actions' }).getByRole('button', { name: 'Confirm' }).click();
        await page.getByRole('cell', { name: 'reserved' }).waitFor();
        await open(page, `${at.house.url}/master/item/${row[0].id}`);
        const stock = page.getByRole('region', { name: 'Stock', exact: true });
        const shown = await stock.getByText('Available').locator('xpath=../dd').textContent();
        assert.equal(Number(shown.replace(/\D/g, '')), free - 2);
    });
});

test('reports are offered to those who may read them, and refused to others', async () => {
    await journey(at.browser, 'reports', {}, async (page) => {
        const offered = async (person) => {
            await become(page, at.house, person, '/reports');
            const names = await page.getByRole('main').getByRole('link').locator('strong').allTextContents();
            const inMenu = await page.getByRole('navigation').getByRole('link', { name: 'Reports' }).count();
            return { names, inMenu };
        };
        await prefer(page.context(), {});
        const keeper = await offered(people.keeper);
        const names = ['Stock analysis', 'Stock by location', 'Availability'];
        assert.deepEqual(keeper, { names, inMenu: 1 });
        const accountant = await offered(people.accountant);
        assert.ok(accountant.names.includes('Gross margin') && accountant.names.includes('Trial balance'));
        assert.deepEqual(await offered({ ...people.keeper, user: 'feng' }), { names: [], inMenu: 0 });
        await signIn(page.context(), at.house, people.keeper);
        for (const report of ['margin', 'trial-balance', 'sales-by-item-month', 'credit-exposure']) {
            const answer = await page.request.get(`${at.house.url}/api/v1/reports/${report}`);
            assert.equal(answer.status(), 403, report);
        }
        await open(page, `${at.house.url}/reports/margin`);
        await page.getByText(/not allowed|no right|may not|permission/i).first().waitFor();
        await settled(page);
    });
});

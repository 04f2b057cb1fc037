// An order is sold, shipped, invoiced and collected in the browser, each step by the one whose work it is.
import assert from 'node:assert/strict';
import test from 'node:test';
import { open, people, prefer, signIn } from './face.mjs';
import { atHome, journey } from './house.mjs';
import { act, become, follow, saved, sell, state } from './trade.mjs';

const at = atHome();

/** A journey in English with an order just confirmed. */
function afterSale(name, order, walk) {
    return journey(at.browser, name, {}, async (page, troubles) => {
        await prefer(page.context(), {});
        await walk(page, await sell(page, at.house, order));
        assert.deepEqual(troubles, []);
    });
}

test('sell, ship, invoice, collect, explain (GEN-1)', async () => {
    await afterSale('order_to_cash', { quantity: 2 }, async (page, order) => {
        await become(page, at.house, people.keeper, order);
        await follow(page, 'Delivery');
        await act(page, 'Ship');
        await state(page, 'Delivery', 'Shipped').waitFor();
        await act(page, 'Deliver');
        await state(page, 'Delivery', 'Delivered').waitFor();
        await become(page, at.house, people.accountant, order);
        await follow(page, 'Invoice');
        await act(page, 'Post');
        await state(page, 'Invoice', 'Posted').waitFor();
        await page.getByRole('link', { name: 'Collect payment' }).click();
        await page.getByRole('textbox', { name: 'Amount', exact: true }).waitFor();
        await saved(page);
        await act(page, 'Post');
        await state(page, 'Payment', 'Posted').waitFor();
        await become(page, at.house, people.seller, order);
        await state(page, 'Order', 'Closed').waitFor();
        await page.getByRole('link', { name: 'Explain' }).click();
        const line = page.getByRole('region', { name: /BRG-6204/ });
        for (const word of ['Delivery', 'Stock move', 'Invoice', 'Payment', 'Margin', 'revenue']) {
            await line.getByText(word, { exact: false }).first().waitFor();
        }
    });
});

test('a confirmed order is amended: the effects are shown, then applied', async () => {
    await afterSale('amend', { quantity: 10 }, async (page) => {
        await act(page, 'Amend');
        await page.getByLabel('Quantity, line 1').fill('15');
        await act(page, 'Review changes');
        const preview = page.getByRole('dialog', { name: 'What this change does' });
        await preview.getByText(/^Delivery/).first().waitFor();
        assert.match(await preview.textContent(), /10.*→.*15/);
        await preview.getByRole('button', { name: 'Apply changes' }).click();
        await preview.waitFor({ state: 'detached' });
        await page.getByRole('cell', { name: '15', exact: true }).first().waitFor();
        await page.getByRole('complementary', { name: 'Activity' }).getByText('Edited').first().waitFor();
    });
});

test('over the limit an order is held until a manager releases it (FIN-11)', async () => {
    const order = { customer: 'Little', quantity: 200, becomes: 'Credit hold' };
    await afterSale('credit_hold', order, async (page) => {
        await act(page, 'Release');
        await state(page, 'Order', 'Confirmed').waitFor();
    });
});

test('a part is delivered, the rest waits, and one comes back', async () => {
    await afterSale('partial', { quantity: 10 }, async (page, order) => {
        await become(page, at.house, people.keeper, order);
        await follow(page, 'Delivery');
        await page.getByLabel('Quantity, line 1').fill('4');
        await saved(page);
        await act(page, 'Ship');
        await state(page, 'Delivery', 'Shipped').waitFor();
        await become(page, at.house, people.seller, order);
        await page.getByText('Partly delivered').waitFor();
        const related = page.getByRole('region', { name: 'Related documents' });
        const rest = related.getByRole('listitem').filter({ hasText: 'Delivery' });
        await rest.filter({ hasText: 'Draft' }).waitFor();
        await page.getByRole('link', { name: 'Take back goods' }).click();
        await page.getByLabel('Quantity, line 1').fill('1');
        await saved(page);
        await become(page, at.house, people.keeper, new URL(page.url()).pathname);
        await act(page, 'Receive');
        await state(page, 'Return', 'Received').waitFor();
        await become(page, at.house, people.seller, `${order}/explain`);
        const line = page.getByRole('region', { name: /BRG-6204/ });
        assert.match(await line.textContent(), /ordered 10.*delivered 4.*returned 1/);
    });
});

test('goods entered for an earlier day: what they move is shown first (INV-6)', async () => {
    await journey(at.browser, 'back_dated', {}, async (page, troubles) => {
        await prefer(page.context(), {});
        const csrf = await signIn(page.context(), at.house, people.administrator);
        const receipts = `${at.house.url}/api/v1/supply/receipt`;
        const fetched = async (url) => (await page.request.get(url)).json();
        const { rows } = await fetched(`${receipts}?filter=state:received&sort=date&limit=1`);
        const old = await fetched(`${receipts}/${rows[0].id}`);
        const data = {
            party: old.party.id, date: old.date,
            lines: [{ item: old.lines[0].item.id, quantity: '1000', price: '1.00' }],
        };
        const answer = await page.request.post(receipts, { data, headers: { 'X-CSRF-Token': csrf } });
        assert.equal(answer.status(), 201, await answer.text());
        await open(page, `${at.house.url}/supply/receipt/${(await answer.json()).id}`);
        await act(page, 'Receive');
        const preview = page.getByRole('dialog', { name: 'Receive' });
        await preview.getByText(/costs, margins and entries since then are corrected/).waitFor();
        await preview.getByRole('heading', { name: 'In the books, all in all' }).waitFor();
        const books = await preview.getByRole('definition').allTextContents();
        const sum = (side) => books.filter((text) => text.startsWith(side)).reduce(
            (cents, text) => cents + Number(text.replace(/\D/g, '')), 0);
        assert.ok(sum('debit') > 0);
        assert.equal(sum('debit'), sum('credit'));
        await preview.getByRole('button', { name: 'Receive', exact: true }).click();
        await state(page, 'Receipt', 'Received').waitFor();
        assert.deepEqual(troubles, []);
    });
});

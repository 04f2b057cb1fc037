// Makes the picture of the README from the demo company: node tests/e2e/screenshot.mjs
import { fileURLToPath } from 'node:url';
import { open, people, prefer, signIn } from './face.mjs';
import { journey, openBrowser, startHouse } from './house.mjs';

// The same day and the same ids make the same picture.
const morning = '2026-11-18T08:00:00Z';
const size = { viewport: { width: 1440, height: 900 }, traced: false };

const house = await startHouse(['--demo', '--test-clock', morning]);
const browser = await openBrowser();
try {
    await journey(browser, 'screenshot', size, async (page) => {
        await prefer(page.context(), {});
        await signIn(page.context(), house, people.seller);
        await open(page, house.url);
        await page.screenshot({ path: fileURLToPath(new URL('../../docs/screenshot.png', import.meta.url)) });
    });
} finally {
    await browser.close();
    await house.stop();
}

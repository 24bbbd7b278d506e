/// The files of the demo's repository; they run, and Node gives the places in the demo's stack traces.
enum DemoSources {
  static let readme = """
    # shop

    A small web shop: `web`, `checkout`, `payments`, `search` and `exports`. Made up for a demo.

        npm test

    """

  static let package = """
    {
      "name": "shop",
      "version": "1.0.0",
      "private": true,
      "scripts": { "test": "node --test" }
    }

    """

  /// Before there were currencies.
  static let couponsAtFirst = """
    "use strict";

    // What each coupon takes off.
    const coupons = {
      WELCOME10: { percent: 10 },
      SPRING15: { percent: 15 },
      PARTNER20: { percent: 20 },
    };

    function applyCoupon(cart, code) {
      const coupon = coupons[code];
      if (!coupon) return { ...cart, rejected: code };
      const discount = Math.round((cart.total * coupon.percent) / 100);
      return { ...cart, coupon: code, total: cart.total - discount };
    }

    module.exports = { applyCoupon, coupons };

    """

  /// With the main error: the rule for the cart's currency may be missing.
  static let couponsWithCurrencies = """
    "use strict";

    // What each coupon takes off, by the currency of the cart.
    const coupons = {
      WELCOME10: { rules: { EUR: { percent: 10 }, PLN: { percent: 10 }, SEK: { percent: 10 } } },
      SPRING15: { rules: { EUR: { percent: 15 } } },
      PARTNER20: { rules: { EUR: { percent: 20 } } },
    };

    function applyCoupon(cart, code) {
      const coupon = coupons[code];
      if (!coupon) return { ...cart, rejected: code };
      const rule = coupon.rules[cart.currency];
      const discount = Math.round((cart.total * rule.percent) / 100);
      return { ...cart, coupon: code, total: cart.total - discount };
    }

    module.exports = { applyCoupon, coupons };

    """

  /// With the fix, which forgets one coupon.
  static let couponsFixed = """
    "use strict";

    // What each coupon takes off, by the currency of the cart.
    const coupons = {
      WELCOME10: { rules: { EUR: { percent: 10 }, PLN: { percent: 10 }, SEK: { percent: 10 } } },
      SPRING15: { rules: { EUR: { percent: 15 } }, otherwise: { percent: 15 } },
      PARTNER20: { rules: { EUR: { percent: 20 } } },
    };

    function applyCoupon(cart, code) {
      const coupon = coupons[code];
      if (!coupon) return { ...cart, rejected: code };
      // A campaign may not have thought of every currency.
      const rule = coupon.rules[cart.currency] ?? coupon.otherwise;
      const discount = Math.round((cart.total * rule.percent) / 100);
      return { ...cart, coupon: code, total: cart.total - discount };
    }

    module.exports = { applyCoupon, coupons };

    """

  static let couponTest = """
    "use strict";

    const assert = require("node:assert");
    const { test } = require("node:test");
    const { priceCart } = require("./pricing");

    const cart = (currency) => ({ currency, items: [{ price: 1000, count: 2 }] });

    test("a coupon takes its share off", () => {
      assert.equal(priceCart(cart("EUR"), "SPRING15").total, 1700);
    });

    test("an unknown coupon is rejected", () => {
      assert.equal(priceCart(cart("EUR"), "NONE").rejected, "NONE");
    });

    """

  static let couponTestFixed =
    couponTest + """

      test("a coupon without a rule for a currency uses its other one", () => {
        assert.equal(priceCart(cart("SEK"), "SPRING15").total, 1700);
      });

      """

  static let pricing = """
    "use strict";

    const { applyCoupon } = require("./coupons");

    // Amounts are in hundredths, so that no rounding is hidden in them.
    function priceCart(cart, code) {
      const total = cart.items.reduce((sum, item) => sum + item.price * item.count, 0);
      const priced = { ...cart, total };
      return code ? applyCoupon(priced, code) : priced;
    }

    module.exports = { priceCart };

    """

  static let routes = """
    "use strict";

    const { priceCart } = require("./pricing");

    // POST /checkout/coupon
    async function postCoupon(request, response) {
      const cart = await request.carts.load(request.session);
      const priced = priceCart(cart, request.body.code);
      response.json({ total: priced.total, currency: priced.currency, rejected: priced.rejected });
    }

    // POST /checkout/orders
    async function postOrder(request, response) {
      const cart = await request.carts.load(request.session);
      const payment = await request.payments.charge(priceCart(cart, cart.coupon));
      response.json({ order: payment.order });
    }

    module.exports = { postCoupon, postOrder };

    """

  static let runner = """
    "use strict";

    const LIMIT = 30_000;

    class TimeoutError extends Error {
      name = "TimeoutError";
    }

    async function runExport(job, rows) {
      const started = Date.now();
      for await (const row of rows(job.account)) {
        if (Date.now() - started > LIMIT) throw new TimeoutError(`export ${job.id} not finished within ${LIMIT} ms`);
        job.write(row);
      }
    }

    module.exports = { runExport };

    """

  static let gateway = """
    "use strict";

    class GatewayError extends Error {
      name = "GatewayError";
    }

    async function charge(order, send) {
      const answer = await send({ order: order.id, amount: order.total, currency: order.currency });
      if (!answer) throw new GatewayError("payment gateway closed the connection before it answered");
      return { order: order.id, captured: answer.captured };
    }

    module.exports = { charge, GatewayError };

    """

  static let gallery = """
    // Lays the pictures out again whenever the gallery changes its size.
    export function observeGallery(gallery, layOut) {
      const observer = new ResizeObserver(() => layOut(gallery.clientWidth));
      observer.observe(gallery);
      return () => observer.disconnect();
    }

    """

  static let bulk = #"""
    "use strict";

    // Bulk orders, for the five people who try them out.
    function parseRows(text) {
      const lines = text.split("\n");
      const rows = new Array(lines.length - 2);
      for (let index = 0; index < rows.length; index += 1) rows[index] = lines[index + 1].split(";");
      return rows;
    }

    module.exports = { parseRows };

    """#
}

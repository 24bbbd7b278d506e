import Testing

/// The same bug as different builds, machines and runtimes print it, language by language.
struct StackSample: CustomTestStringConvertible {
  let language: String
  let type: String
  let label: String
  let stacks: [String]

  var testDescription: String { language }

  static let all: [StackSample] = [
    StackSample(
      language: "Python",
      type: "shop.errors.TypeError",
      label: "TypeError in applyCoupon (checkout)",
      stacks: [
        """
        Traceback (most recent call last):
          File "/usr/lib/python3.11/site-packages/starlette/routing.py", line 74, in app
            response = await func(request)
          File "/app/checkout/quote.py", line 64, in quote
            total = engine.applyCoupon(cart)
          File "/app/checkout/coupons.py", line 119, in applyCoupon
            best = max(stack, key=lambda c: c.discount)
          File "/app/checkout/coupons.py", line 119, in <lambda>
            best = max(stack, key=lambda c: c.discount)
        TypeError: '>' not supported between instances of 'NoneType' and 'Decimal'
        """,
        """
        Traceback (most recent call last):
          File "/srv/cache.py", line 3, in lookup
            return store[key]
        KeyError: 'cart-1'

        During handling of the above exception, another exception occurred:

        Traceback (most recent call last):
          File "/home/build/17/checkout/coupons.py", line 131, in applyCoupon
            best = max(stack, key=lambda c: c.discount)
        TypeError: '>' not supported
        """,
        "checkout/coupons.py in applyCoupon",
      ]
    ),
    StackSample(
      language: "JavaScript in V8",
      type: "TypeError",
      label: "TypeError in applyCoupon (checkout)",
      stacks: [
        """
        TypeError: Cannot read properties of undefined (reading 'code')
            at node:internal/process/task_queues:95:5
            at Array.map (<anonymous>)
            at async Cart.applyCoupon (/srv/app/dist/coupons.js:10:15)
            at async /srv/app/dist/server.js:88:3
            at Layer.handle [as handle_request] (/srv/app/node_modules/express/lib/router/layer.js:95:5)
        """,
        """
        TypeError: x is undefined
            at applyCoupon (https://cdn.shop.example/assets/coupons-BX3kd9aZ.js:1:48213)
            at https://cdn.shop.example/assets/vendor.a81b3c99.js:1:1
        """,
        "    at new Cart.applyCoupon (webpack-internal:///./src/coupons.js?3f2a:44:12)",
      ]
    ),
    StackSample(
      language: "JavaScript in Firefox and Safari",
      type: "TypeError",
      label: "TypeError in applyCoupon (checkout)",
      stacks: [
        "applyCoupon@https://shop.example/js/coupons.3f2a1b9c.js:10:5\nrender@https://shop.example/js/app.js:1:2",
        "applyCoupon/<@https://shop.example/js/coupons.99ff00aa.js:12:5\n[native code]",
      ]
    ),
    StackSample(
      language: "Java",
      type: "java.lang.IllegalStateException",
      label: "IllegalStateException in applyCoupon (checkout)",
      stacks: [
        """
        java.lang.RuntimeException: request failed
        \tat org.springframework.web.Filter.doFilter(Filter.java:99)
        \tat com.shop.web.CartController.post(CartController.java:12)
        \t... 23 more
        Caused by: java.lang.IllegalStateException: no coupon 8812
        \tat java.base/java.util.Optional.orElseThrow(Optional.java:403)
        \tat com.shop.Coupons.lambda$applyCoupon$3(Coupons.java:42)
        \tat com.shop.Coupons.applyCoupon(Coupons.java:40)
        """,
        "\tat com.shop.Coupons.applyCoupon(Coupons.java:55)",
        "\tat app//com.shop.Coupons$$EnhancerBySpringCGLIB$$a1b2c3.applyCoupon(Coupons.java)",
      ]
    ),
    StackSample(
      language: "Go",
      type: "*errors.errorString",
      label: "errorString in applyCoupon (checkout)",
      stacks: [
        """
        goroutine 42 [running]:
        runtime/debug.Stack()
        \t/usr/local/go/src/runtime/debug/stack.go:24 +0x5e
        panic({0x1023a80?, 0xc0001a0010?})
        \t/usr/local/go/src/runtime/panic.go:884 +0x212
        github.com/acme/shop/cart.(*Cart).applyCoupon(0xc000112000, {0xc00001, 0x5})
        \t/build/src/cart/coupons.go:42 +0x1d
        main.main()
        \t/build/src/main.go:12 +0x20
        """,
        """
        goroutine 1 [running]:
        github.com/acme/shop/v2/cart.(*Cart).applyCoupon.func1.2()
        \t/home/ci/cart/coupons.go:77
        created by main.main in goroutine 1
        \t/home/ci/main.go:9 +0x11
        """,
      ]
    ),
    StackSample(
      language: "Swift",
      type: "Shop.CartError",
      label: "CartError in applyCoupon (checkout)",
      stacks: [
        """
        0 0x00007f3a10 closure #1 in Cart.applyCoupon(_:) + 123 in shop at /app/Sources/Shop/Coupons.swift:42:10
        1 [ra] 0x00007f3a88 static Main.main() + 5 in shop at /app/Sources/Shop/Main.swift:3:1
        """,
        "3   Shop   0x0000000104 Cart.applyCoupon(_:) + 44 (Coupons.swift:57)",
        "  * frame #0: 0x0001 shop`Cart.applyCoupon<A>(code:) at Coupons.swift:42",
      ]
    ),
    StackSample(
      language: "Ruby",
      type: "NoMethodError",
      label: "NoMethodError in apply_coupon (checkout)",
      stacks: [
        """
        /usr/local/bundle/gems/rack-3.0.8/lib/rack/head.rb:12:in `call'
        app/models/coupons.rb:12:in `block (2 levels) in apply_coupon'
        app/models/cart.rb:4:in `total'
        """,
        "\tfrom /srv/releases/2026/app/models/coupons.rb:15:in 'Cart#apply_coupon'",
      ]
    ),
    StackSample(
      language: ".NET",
      type: "System.NullReferenceException",
      label: "NullReferenceException in ApplyCoupon (checkout)",
      stacks: [
        """
        System.NullReferenceException: Object reference not set to an instance of an object.
           at System.Linq.Enumerable.First[TSource](IEnumerable`1 source)
           at Shop.Coupons.<ApplyCoupon>d__4.MoveNext() in C:\\build\\17\\Shop\\Coupons.cs:line 42
        --- End of stack trace from previous location ---
           at Shop.CartController.Post(Cart cart) in C:\\build\\17\\Shop\\CartController.cs:line 9
        """,
        "   at Shop.Coupons.ApplyCoupon[T](Cart cart, Int32 n) in /src/Shop/Coupons.cs:line 99",
      ]
    ),
  ]
}

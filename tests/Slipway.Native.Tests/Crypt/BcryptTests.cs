// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Native.Tests;

public sealed class BcryptTests
{
    [Theory]
    // Of the test vectors that Openwall publishes with crypt_blowfish.
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    [InlineData("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy")]
    public void A_known_hash_is_verified(string password, string hash)
    {
        Bcrypt.Verify(password, hash).ShouldBeTrue();
        Bcrypt.Verify(password + "x", hash).ShouldBeFalse();
    }

    [Fact]
    public void A_made_hash_is_verified_by_its_password_alone()
    {
        var hash = Bcrypt.Make("Grüße", cost: 4);

        hash.ShouldStartWith("$2y$04$");
        Bcrypt.IsHash(hash).ShouldBeTrue();
        Bcrypt.Verify("Grüße", hash).ShouldBeTrue();
        Bcrypt.Verify("Grusse", hash).ShouldBeFalse();
        Bcrypt.Make("Grüße", cost: 4).ShouldNotBe(hash);
    }

    [Fact]
    public async Task A_hash_that_htpasswd_made_is_verified_and_one_of_ours_by_htpasswd()
    {
        Slipway.TestKit.Needs.Tool("htpasswd");
        var cancellation = TestContext.Current.CancellationToken;
        using var folder = new Slipway.TestKit.TempFolder();
        var made = (await new Command("htpasswd", ["-nbB", "user", "secret"]) { Package = "apache2-utils" }.RunAsync(cancellation)).EnsureSuccess().OutputText.Trim();
        var file = folder.Write("htpasswd", $"user:{Bcrypt.Make("secret", cost: 5)}\n");

        Bcrypt.Verify("secret", made["user:".Length..]).ShouldBeTrue();
        (await new Command("htpasswd", ["-vb", file, "user", "secret"]).RunAsync(cancellation)).ExitCode.ShouldBe(0);
        (await new Command("htpasswd", ["-vb", file, "user", "wrong"]).RunAsync(cancellation)).ExitCode.ShouldNotBe(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("$2y$04$short")]
    [InlineData("$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyO:W")]
    [InlineData("$6$rounds=5000$usesomesillystri$D4IrlXatmP7rx3P3InaxBeoomnAihCKR")]
    public void What_is_no_bcrypt_hash_is_refused(string text)
    {
        Bcrypt.IsHash(text).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => Bcrypt.Verify("x", text));
    }

    [Fact]
    public void A_password_of_which_not_all_would_count_makes_no_hash()
    {
        Should.Throw<ArgumentException>(() => Bcrypt.Make(new string('x', 73), cost: 4));
        Should.Throw<ArgumentException>(() => Bcrypt.Make("x\0y", cost: 4));
        Should.Throw<ArgumentException>(() => Bcrypt.Make("", cost: 4));
    }

    [Fact]
    public void Threads_verify_at_once()
    {
        var hashes = Enumerable.Range(0, 4).Select(static number => Bcrypt.Make($"password {number}", cost: 4)).ToArray();

        Parallel.For(0, 200, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, number =>
            Bcrypt.Verify($"password {number % 4}", hashes[number % 4]).ShouldBeTrue());
    }
}

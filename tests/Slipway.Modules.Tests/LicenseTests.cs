// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Modules.Tests;

public sealed class LicenseTests : IDisposable
{
    private static readonly LicenseSubject Subject = new("gateway", ImageReference.Parse("localhost:5000/team/gateway:1.2.3"), "1.2.3");
    private readonly TempFolder _issuers = new();
    private readonly FakeTime _time = new();
    private readonly LicenseIssuer _issuer = LicenseIssuer.Create("acme-2026");

    public LicenseTests() => _issuers.Write("acme-2026.pem", _issuer.ExportPublicKey());

    public void Dispose()
    {
        _issuer.Dispose();
        _issuers.Dispose();
    }

    private LicenseClaims Claims => new()
    {
        Kid = "",
        Id = "L-1",
        Customer = "Example Ltd",
        Module = "gateway",
        Repository = "team/gateway",
        Versions = "1.*",
        NotBefore = _time.Now.AddDays(-1).ToUnixTimeSeconds(),
        Expires = _time.Now.AddDays(30).ToUnixTimeSeconds(),
    };

    [Fact]
    public void A_license_of_a_trusted_issuer_is_good() => Verify(_issuer.Issue(Claims)).Status.ShouldBe(LicenseStatus.Valid);

    [Fact]
    public void No_character_of_a_license_can_be_changed()
    {
        var license = _issuer.Issue(Claims);

        for (var at = 0; at < license.Length; at++)
        {
            var changed = license.ToCharArray();
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            Verify(new string(changed)).IsGood.ShouldBeFalse($"character {at} was changed");
        }
    }

    [Fact]
    public void A_license_is_bound_to_its_module_its_repository_its_versions_and_its_time()
    {
        Verify(_issuer.Issue(Claims with { Module = "other" })).Status.ShouldBe(LicenseStatus.WrongModule);
        Verify(_issuer.Issue(Claims with { Repository = "team/other" })).Status.ShouldBe(LicenseStatus.WrongRepository);
        Verify(_issuer.Issue(Claims with { Versions = "2.*" })).Status.ShouldBe(LicenseStatus.WrongVersion);
        Verify(_issuer.Issue(Claims with { Expires = _time.Now.ToUnixTimeSeconds() })).Status.ShouldBe(LicenseStatus.Expired);
        Verify(_issuer.Issue(Claims with { NotBefore = _time.Now.AddDays(1).ToUnixTimeSeconds() })).Status.ShouldBe(LicenseStatus.NotYetValid);
    }

    [Fact]
    public void An_issuer_that_is_not_trusted_signs_for_nothing()
    {
        using var other = LicenseIssuer.Create("acme-2026");
        using var unknown = LicenseIssuer.Create("unknown");
        using var path = LicenseIssuer.Create("../acme-2026");

        Verify(other.Issue(Claims)).Status.ShouldBe(LicenseStatus.BadSignature);
        Verify(unknown.Issue(Claims)).Status.ShouldBe(LicenseStatus.UntrustedIssuer);
        Verify(path.Issue(Claims)).Status.ShouldBe(LicenseStatus.UntrustedIssuer);
    }

    [Fact]
    public void A_test_license_is_for_development_alone()
    {
        Verify("TEST-LICENSE-KEY-123", acceptsTest: true).Status.ShouldBe(LicenseStatus.Test);
        Verify("TEST-LICENSE-KEY-123", acceptsTest: false).IsGood.ShouldBeFalse();
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAA-AAA-AAA")]
    [InlineData("lic1..")]
    [InlineData("")]
    public void What_looks_like_a_key_and_is_not_signed_is_refused(string text) => Verify(text, acceptsTest: true).Status.ShouldBe(LicenseStatus.Malformed);

    [Fact]
    public void A_verdict_never_repeats_the_license()
    {
        var license = _issuer.Issue(Claims with { Module = "other" });

        Verify(license).Message.ShouldNotContain(license.Split('.')[2]);
    }

    private LicenseVerdict Verify(string license, bool acceptsTest = false) => new LicenseVerifier(_issuers.Path, acceptsTest, _time).Verify(license, Subject);
}

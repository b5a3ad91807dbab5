// SPDX-License-Identifier: Apache-2.0
using System.Net;
using Slipway.Distribution;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

public sealed class AptProxyTests
{
    private const string Dump = """
        APT "";
        Acquire::http::Proxy "http://cache.example:3142";
        Acquire::http::Proxy::near.example "DIRECT";
        Acquire::https::Proxy::far.example "http://other.example:8080";
        """;

    [Theory]
    [InlineData("http://deb.debian.org/debian", "http://cache.example:3142/")]
    [InlineData("https://deb.debian.org/debian", "http://cache.example:3142/")]
    [InlineData("http://near.example/debian", null)]
    [InlineData("https://far.example/", "http://other.example:8080/")]
    [InlineData("http://far.example/", "http://cache.example:3142/")]
    public void A_host_s_own_setting_comes_before_the_general_one_and_https_goes_by_http_s(string address, string? proxy)
    {
        var settings = new AptProxy(static () => Dump);

        settings.GetProxy(new(address))?.ToString().ShouldBe(proxy);
        settings.IsBypassed(new(address)).ShouldBe(proxy is null);
    }

    [Fact]
    public void Settings_without_a_proxy_name_none() => new AptProxy(static () => "APT \"\";\nAcquire::http::Proxy \"\";\n").GetProxy(new("http://deb.debian.org/")).ShouldBeNull();

    [Fact]
    public async Task Mirrors_are_asked_through_the_proxy_of_apt_s_settings()
    {
        Needs.Tool("apt-config");
        if (((string[])["http_proxy", "https_proxy", "all_proxy"]).Any(static name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name))))
            Needs.Lack("it needs an environment that names no proxy");
        await using var proxy = new ScriptedServer(static _ => ScriptedResponse.Text(HttpStatusCode.NotFound, "nothing here"));
        using var folder = new TempFolder();
        folder.Write("apt/sources.list", "deb http://mirror.invalid/debian bookworm main\n");
        folder.Write("apt/apt.conf.d/01proxy", $"Acquire {{ http {{ Proxy \"http://{proxy.Authority}\"; }} }}\n");
        using var http = new GuardedHttp();
        var composer = new PackageComposer(new(folder["home"]), http) { AptFolder = folder["apt"] };

        var refusal = await Should.ThrowAsync<BaseImageException>(() => composer.ResolveAsync(new() { Suite = DebianSuite.Parse("bookworm") }, TestContext.Current.CancellationToken));

        refusal.Message.ShouldContain("has no signed index");
        proxy.Requests.First().Target.ShouldBe("http://mirror.invalid/debian/dists/bookworm/InRelease");
    }
}

// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Net.Sockets;
using Slipway.TestKit;

namespace Slipway.Modules.Tests;

public sealed class GateTests
{
    [Fact]
    public async Task An_image_of_a_registry_that_is_not_trusted_is_refused_before_it_is_asked()
    {
        await using var world = await ModuleWorld.StartAsync();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        var refusal = await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("evil", $"127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/app:1.0.0")));

        refusal.Code.ShouldBe("registry_not_trusted");
        refusal.Status.ShouldBe(HttpStatusCode.BadRequest);
        listener.Poll(0, SelectMode.SelectRead).ShouldBeFalse();
    }

    [Theory]
    [InlineData("docker.io.evil.example/app:1.0.0", "registry_not_trusted")]
    [InlineData("evil.example/docker.io/app:1.0.0", "registry_not_trusted")]
    [InlineData("LOCALHOST/app:1.0.0", "image_not_found")]
    [InlineData("localhost/app:latest", "mutable_tag")]
    [InlineData("localhost/app", "mutable_tag")]
    [InlineData("localhost/app:latest-alpine", "mutable_tag")]
    [InlineData("docker.io/../../x:1", "invalid")]
    [InlineData("localhost/App:1.0.0", "invalid")]
    [InlineData("localhost/app:1.0.0\n", "invalid")]
    [InlineData("localhost/absent:1.0.0", "image_not_found")]
    public async Task An_image_is_judged_by_its_parsed_name(string image, string code)
    {
        await using var world = await ModuleWorld.StartAsync();

        (await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("judged", image)))).Code.ShouldBe(code);

        world.Leftovers().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_port_that_a_module_or_another_program_has_is_refused_with_its_owners_name()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        var port = BusyboxImage.FreePort();
        await world.InstallAsync(ModuleWorld.Request("first", ports: $"{port}:8080"));
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();

        var ofModule = await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("second", ports: $"{port}:8080")));
        var ofOther = await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("second", ports: $"{((IPEndPoint)listener.LocalEndPoint!).Port}:8080")));

        ofModule.Code.ShouldBe("port_conflict");
        ofModule.Message.ShouldContain("'first'");
        ofOther.Code.ShouldBe("port_conflict");
        (await world.GetAsync(port)).ShouldBe("hello");
    }

    [Fact]
    public async Task Of_two_that_want_one_port_at_once_one_gets_it()
    {
        await using var world = await ModuleWorld.StartAsync();
        await world.ImageAsync("localhost/app:1.0.0");
        var port = BusyboxImage.FreePort();

        var codes = await Task.WhenAll(Enumerable.Range(1, 3).Select(async number =>
        {
            try
            {
                await world.InstallAsync(ModuleWorld.Request($"rival-{number}", ports: $"{port}:8080"));
                return "installed";
            }
            catch (ModuleException e)
            {
                return e.Code;
            }
        }));

        codes.Order(StringComparer.Ordinal).ShouldBe(["installed", "port_conflict", "port_conflict"]);
    }

    [Fact]
    public async Task A_test_license_is_refused_where_an_installation_is_not_for_development()
    {
        await using var world = await ModuleWorld.StartAsync(static options => options with { IsDevelopment = false });
        await world.ImageAsync("localhost/app:1.0.0");

        (await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("unlicensed")))).Code.ShouldBe("license_untrusted_issuer");
    }

    [Fact]
    public async Task A_signed_license_lets_its_module_in_and_no_other()
    {
        await using var world = await ModuleWorld.StartAsync(static options => options with { IsDevelopment = false });
        await world.ImageAsync("localhost/app:1.0.0");
        using var issuer = LicenseIssuer.Create("acme");
        Directory.CreateDirectory(world.Options.IssuersFolder);
        File.WriteAllText(Path.Combine(world.Options.IssuersFolder, "acme.pem"), issuer.ExportPublicKey());
        var now = TimeProvider.System.GetUtcNow();
        var license = issuer.Issue(new()
        {
            Kid = "", Id = "L-1", Customer = "Example", Module = "paid", Repository = "app", Versions = "1.*",
            NotBefore = now.AddDays(-1).ToUnixTimeSeconds(), Expires = now.AddDays(1).ToUnixTimeSeconds(),
        });

        await world.InstallAsync(ModuleWorld.Request("paid") with { LicenseKey = license });
        var refusal = await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("other") with { LicenseKey = license }));

        refusal.Code.ShouldBe("license_wrong_module");
        var record = File.ReadAllText(Path.Combine(world.Home.Modules, "paid", "module.json"));
        record.ShouldContain("L-1");
        record.ShouldNotContain(license.Split('.')[2]);
    }

    [Fact]
    public async Task A_refusal_is_in_the_audit_log_with_who_and_why()
    {
        await using var world = await ModuleWorld.StartAsync();

        await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("evil", "evil.example/app:1.0.0")));
        await ModuleWorld.RefusedAsync(world.UninstallAsync("absent"));

        var entries = (await new AuditLog(world.Home.Modules).ReadAsync(new(), ModuleWorld.Cancellation)).Data;
        entries.Select(static entry => (entry.Operation, entry.ModuleName, entry.Status, entry.UserEmail, entry.Metadata["code"])).ShouldBe(
            [("uninstall", "absent", "failure", "ops@example.com", "not_installed"), ("install", "evil", "failure", "ops@example.com", "registry_not_trusted")]);
        File.GetUnixFileMode(world.AuditPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task There_are_no_more_modules_than_may_be()
    {
        await using var world = await ModuleWorld.StartAsync(static options => options with { MaxModules = 1 });
        await world.ImageAsync("localhost/app:1.0.0");
        await world.InstallAsync(ModuleWorld.Request("only-one"));

        (await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("one-more")))).Code.ShouldBe("limit_reached");
    }

    [Fact]
    public async Task An_image_is_pulled_from_a_trusted_registry_by_what_its_tag_stands_for_then()
    {
        await using var registry = await TestRegistry.StartAsync(ModuleWorld.Cancellation);
        await using var world = await ModuleWorld.StartAsync(options => options with { TrustedRegistries = TrustedRegistries.Parse(registry.Registry) });
        var name = Oci.ImageReference.Parse($"{registry.Registry}/team/app:1.0.0");
        var descriptor = await world.ImageAsync("localhost/app:1.0.0");
        using var http = new Distribution.GuardedHttp();
        var credentials = new Distribution.CredentialStore(world["auth.json"]);
        await credentials.SaveAsync(registry.Registry, Distribution.RegistryCredential.FromPassword("any", registry.PushToken), ModuleWorld.Cancellation);
        await new Distribution.ImageTransfer(http, credentials).PushAsync(world.Store, descriptor, name, null, ModuleWorld.Cancellation);
        Native.LinuxFile.RemoveTree(Path.Combine(world.Home.Store, "blobs"), ModuleWorld.Cancellation);
        Directory.CreateDirectory(Path.Combine(world.Home.Store, "blobs", "sha256"));
        var port = BusyboxImage.FreePort();

        var installed = await world.InstallAsync(ModuleWorld.Request("pulled", name.ToString(), $"{port}:8080"));

        installed.ImageDigest.ShouldBe(descriptor.Digest.ToString());
        (await world.GetAsync(port)).ShouldBe("hello");
        (await ModuleWorld.RefusedAsync(world.InstallAsync(ModuleWorld.Request("absent", $"{registry.Registry}/team/absent:1.0.0")))).Code.ShouldBe("image_not_found");
    }
}

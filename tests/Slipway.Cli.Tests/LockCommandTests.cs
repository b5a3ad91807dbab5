// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.Packages;

namespace Slipway.Cli.Tests;

public sealed class LockCommandTests : IDisposable
{
    private const string Fleet = "fleet: f\nplatforms: [linux/amd64]\nimages:\n  node:\n    packages: { from: debian/bookworm, include: [nodejs] }\n";

    private readonly TestProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task A_fleet_without_packages_has_nothing_to_lock()
    {
        _program.Folder.Write("Dockerfile", "FROM scratch\n");
        _program.Folder.Write("slipway.yaml", "fleet: f\nimages:\n  app: { context: . }\n");

        var (code, output, error) = await _program.RunAsync("lock");

        code.ShouldBe(ExitCode.Usage);
        output.ShouldBeEmpty();
        error.ShouldContain("none of these images is composed from packages, so there is nothing to lock");
    }

    [Fact]
    public async Task What_is_locked_stays_as_it_is_and_what_nobody_asks_for_goes()
    {
        _program.Folder.Write("slipway.yaml", Fleet);
        var path = _program.Folder["slipway.lock"];
        var request = new PackagesRequest { Suite = DebianSuite.Parse("bookworm"), Include = ["nodejs"], Platform = Platform.Parse("linux/amd64") };
        PackageLock.Empty.With(request, Packages("nodejs")).With(request with { Include = ["curl"] }, Packages("curl")).Write(path);

        var output = await _program.OutputOfAsync("lock");

        output.ShouldBe("unchanged: debian/bookworm amd64 minimal nodejs: 1 packages as of 2026-01-02 03:04 UTC\n");
        PackageLock.Read(path).Selections.ShouldBe(["debian/bookworm amd64 minimal nodejs"]);
    }

    [Fact]
    public async Task An_image_that_the_lock_does_not_have_is_not_built()
    {
        _program.Folder.Write("slipway.yaml", Fleet);
        PackageLock.Empty.Write(_program.Folder["slipway.lock"]);

        var (code, _, error) = await _program.RunAsync("build", ".");

        code.ShouldNotBe(ExitCode.Done);
        error.ShouldContain("says nothing of 'debian/bookworm amd64 minimal nodejs'");
    }

    private static PackageSet Packages(string name) => new()
    {
        Snapshot = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Packages = [new() { Name = name, Version = "1", Architecture = "amd64", Digest = Digest.Sha256("x"u8), Size = 1, Address = new($"http://127.0.0.1:1/{name}.deb") }],
    };
}

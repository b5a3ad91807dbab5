// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.EndToEnd.Tests;

/// <summary>Debian's bases, composed from its mirrors' packages, whose scripts run in the sandbox.</summary>
[Trait("Needs", "Network")]
public sealed class DebianBaseTests : IAsyncLifetime
{
    private readonly InstalledProgram _program = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Needs.Root();
        Needs.Tool("runc");
        Needs.Tool("gpgv");
        await Needs.DebianMirrorsAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    [Fact]
    public async Task Made_twice_it_is_the_same_image_in_which_packages_can_be_installed_and_which_holds_nothing_of_the_making()
    {
        await using var again = new InstalledProgram();

        var made = (await _program.RunAsync("base", "debian:bookworm-slim", "--include", "ca-certificates", "-t", "base:1")).ShouldSucceed();
        var madeAgain = (await again.RunAsync("base", "debian:bookworm-slim", "--include", "ca-certificates", "-t", "base:1")).ShouldSucceed();
        var unchanged = (await _program.RunAsync("base", "debian/bookworm", "--include", "ca-certificates", "-t", "base:2")).ShouldSucceed();

        madeAgain.Output.ShouldBe(made.Output);
        unchanged.Output.ShouldBe(made.Output.Replace("base:1", "base:2", StringComparison.Ordinal));
        made.Error.ShouldContain("\nmade: ", Case.Sensitive);
        unchanged.Error.ShouldContain("\nunchanged: ", Case.Sensitive);
        await LookIntoAsync("base:1");
        await InstallAsync("base:1");
        await WithoutNetworkAsync(made.Output);
    }

    [Fact]
    public async Task A_package_that_there_is_not_is_told_by_its_name() =>
        (await _program.RunAsync("base", "debian:bookworm-slim", "--include", "no-such-package")).ShouldRefuse(1, "No source offers a package 'no-such-package' for amd64");

    [Fact]
    public async Task The_full_one_has_its_documentation()
    {
        (await _program.RunAsync("base", "debian:bookworm", "--progress", "quiet")).ShouldSucceed();

        var files = (await _program.RunAsync("run", "--rm", "debian:bookworm", "sh", "-c", "ls /usr/share/man/man1/ls.1.gz /usr/share/doc/apt/changelog.gz; ls /etc/dpkg/dpkg.cfg.d")).ShouldSucceed().Output;

        files.ShouldStartWith("/usr/share/doc/apt/changelog.gz\n/usr/share/man/man1/ls.1.gz\n");
        files.ShouldNotContain("docker\n");
    }

    private async Task LookIntoAsync(string name)
    {
        (await _program.RunAsync("export", name, "-o", "root.tar")).ShouldSucceed();
        var names = (await new Command(Needs.Tool("tar"), ["-tf", _program.Folder["root.tar"]]).RunAsync(Cancellation)).EnsureSuccess().OutputText.Split('\n').Select(static path => path.TrimStart('.').Trim('/')).ToHashSet();
        string[] absent = ["etc/hostname", "etc/machine-id", "etc/apt/sources.list", "var/log/dpkg.log", "var/cache/ldconfig/aux-cache", "etc/passwd-", "usr/share/doc/apt/changelog.gz"];
        absent.Where(names.Contains).ShouldBeEmpty();
        names.Where(static path => path.StartsWith("var/lib/apt/lists/", StringComparison.Ordinal) && !path.EndsWith("partial", StringComparison.Ordinal)).ShouldBeEmpty();
        names.ShouldContain("usr/share/doc/apt/copyright");
        var image = OciLayout.Open(Path.Combine(_program.Home, "store")) is var store ? store.ReadImage(store.Resolve(ImageReference.Parse(name))!, Platform.Host)! : null!;
        image.Config.Config!.Cmd.ShouldBe(["bash"]);
        // A time of the packages, and not of the making.
        image.Config.Created!.Value.ShouldBeLessThan(DateTimeOffset.UtcNow.AddHours(-1));
    }

    private async Task InstallAsync(string name)
    {
        _program.Folder.Write("app/Dockerfile", $"FROM {name}\nRUN dpkg --audit && cat /etc/apt/sources.list.d/debian.sources && apt-get update && apt-get install --yes --no-install-recommends hello && hello\n");

        (await _program.RunAsync("build", "--progress", "plain", "-t", "app:1", "app")).ShouldSucceed().Error.ShouldContain("Hello, world!");
    }

    private async Task WithoutNetworkAsync(string made)
    {
        _program.Wrapper = ["unshare", "--net"];

        var offline = (await _program.RunAsync("base", "debian:bookworm-slim", "--include", "ca-certificates", "-t", "base:1")).ShouldSucceed();

        offline.Output.ShouldBe(made);
        offline.Error.ShouldContain("mirrors can't be asked for anything newer; using what was made before");
        (await _program.RunAsync("base", "debian:bookworm-slim", "--include", "curl", "-t", "base:1")).ExitCode.ShouldBe(3);
        _program.Wrapper = [];
    }
}

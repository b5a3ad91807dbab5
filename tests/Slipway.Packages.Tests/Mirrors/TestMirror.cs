// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Slipway.Distribution;
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Packages.Tests;

/// <summary>
/// A mirror of a small Debian on a free port: packages made by dpkg-deb, an index by dpkg-scanpackages, signed by gpg. What it serves can be changed, so that it
/// serves what no mirror should.
/// </summary>
internal sealed class TestMirror : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ScriptedServer _server;
    private readonly GuardedHttp _http = new();

    private TestMirror() => _server = new(request => Files.TryGetValue(request.Target.TrimStart('/').Replace("%2B", "+", StringComparison.OrdinalIgnoreCase), out var content)
        ? new(HttpStatusCode.OK) { Body = content }
        : ScriptedResponse.Text(HttpStatusCode.NotFound, "no such file"));

    /// <summary>What it serves, by path.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The fields before the digests of its release.</summary>
    public Dictionary<string, string> Release { get; } = new()
    {
        ["Origin"] = "Debian", ["Suite"] = "oldstable", ["Codename"] = "bookworm", ["Acquire-By-Hash"] = "no",
        ["Date"] = DateTimeOffset.UtcNow.AddDays(-1).ToString("r", CultureInfo.InvariantCulture).Replace("GMT", "UTC", StringComparison.Ordinal),
    };

    public string Address => $"http://{_server.Authority}/debian";

    public string KeyPath => _folder["key.asc"];

    public SlipwayHome Home => new(_folder["home"]);

    public OciLayout Store => OciLayout.Open(_folder["store"]);

    private Dictionary<string, string> Environment => new(Command.MinimalEnvironment) { ["GNUPGHOME"] = _folder["gnupg"], ["PATH"] = "/usr/bin:/bin", ["SOURCE_DATE_EPOCH"] = "1700000000" };

    /// <summary>Starts a mirror that has <c>base-files</c> and nothing else.</summary>
    public static async Task<TestMirror> StartAsync(CancellationToken cancellationToken)
    {
        foreach (var tool in (string[])["dpkg-deb", "dpkg-scanpackages", "gpg", "gpgv"])
            Needs.Tool(tool);
        var mirror = new TestMirror();
        LinuxFile.SetMode(mirror._folder.MakeFolder("gnupg"), 0x1C0);
        await mirror.RunAsync("gpg", ["--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "Mirror <mirror@example.org>", "ed25519", "sign", "never"], cancellationToken);
        await mirror.RunAsync("gpg", ["--batch", "--quiet", "--armor", "--output", mirror.KeyPath, "--export"], cancellationToken);
        mirror._folder.Write("apt/sources.list.d/mirror.sources", $"Types: deb\nURIs: {mirror.Address}\nSuites: bookworm\nComponents: main\nSigned-By: {mirror.KeyPath}\n");
        await mirror.AddAsync("base-files", "12", "", cancellationToken, files: new() { ["etc/os-release"] = "NAME=Test\n", ["bin/tool"] = "tool" });
        return mirror;
    }

    /// <summary>Makes a package by dpkg-deb.</summary>
    public async Task<string> AddAsync(
        string name, string version, string fields, CancellationToken cancellationToken, Dictionary<string, string>? files = null, string compression = "xz", string? conffiles = null)
    {
        var tree = _folder.MakeFolder($"work/{name}_{version}");
        foreach (var (path, content) in (files ?? new() { [$"usr/share/{name}"] = version }))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(tree, path))!);
            await File.WriteAllTextAsync(Path.Combine(tree, path), content, cancellationToken);
        }
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        await File.WriteAllTextAsync(Path.Combine(tree, "DEBIAN/control"),
            $"Package: {name}\nVersion: {version}\nArchitecture: all\nMaintainer: Test <test@example.org>\n{fields}Description: a test\n", cancellationToken);
        if (conffiles is not null)
            await File.WriteAllTextAsync(Path.Combine(tree, "DEBIAN/conffiles"), conffiles + "\n", cancellationToken);
        Directory.CreateDirectory(_folder["pool/main"]);
        var path2 = _folder[$"pool/main/{name}_{version}_all.deb"];
        await RunAsync("dpkg-deb", ["--root-owner-group", $"-Z{compression}", "--build", tree, path2], cancellationToken);
        return path2;
    }

    /// <summary>Takes an archive that was made by hand.</summary>
    public void Add(string name, byte[] archive) => _folder.Write($"pool/main/{name}_1_all.deb", archive);

    public void Remove(string name, string version) => File.Delete(_folder[$"pool/main/{name}_{version}_all.deb"]);

    /// <summary>Publishes what there is: index, release, signature.</summary>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        Files.Clear();
        var index = (await RunAsync("dpkg-scanpackages", ["--multiversion", "pool/main"], cancellationToken)).Output.ToArray();
        foreach (var path in Directory.EnumerateFiles(_folder["pool/main"]))
            Files[$"debian/pool/main/{Path.GetFileName(path)}"] = await File.ReadAllBytesAsync(path, cancellationToken);
        Files["debian/dists/bookworm/main/binary-amd64/Packages"] = index;
        await SignAsync(cancellationToken);
    }

    /// <summary>Signs a release of the index as it is.</summary>
    public async Task SignAsync(CancellationToken cancellationToken)
    {
        var index = Files["debian/dists/bookworm/main/binary-amd64/Packages"];
        var text = string.Concat(Release.Select(static field => $"{field.Key}: {field.Value}\n"))
            + $"Architectures: amd64\nComponents: main\nSHA256:\n {Digest.Sha256(index).Hex} {index.Length} main/binary-amd64/Packages\n";
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Files["debian/dists/bookworm/InRelease"] = (await RunAsync("gpg", ["--batch", "--quiet", "--clearsign"], cancellationToken, input)).Output.ToArray();
    }

    /// <summary>Composes with this mirror alone, and a home of its own.</summary>
    public PackageComposer CreateComposer() => new(Home, _http) { AptFolder = _folder["apt"] };

    public async Task<UnpackedLayer> ComposeAsync(PackagesRequest request, CancellationToken cancellationToken)
    {
        var composer = CreateComposer();
        return await UnpackedLayer.OfAsync(Store, await composer.ComposeAsync(request, await composer.ResolveAsync(request, cancellationToken), ComposedForm.System, Store, null, cancellationToken), cancellationToken);
    }

    public static PackagesRequest Request(params string[] include) => new() { Suite = DebianSuite.Parse("bookworm"), Include = include, Platform = Platform.Parse("linux/amd64") };

    public async ValueTask DisposeAsync()
    {
        await RunAsync("gpgconf", ["--kill", "all"], CancellationToken.None);
        await _server.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private async Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken, Stream? input = null) =>
        (await new Command(program, arguments) { Environment = Environment, WorkingDirectory = _folder.Path, Input = input }.RunAsync(cancellationToken)).EnsureSuccess();
}

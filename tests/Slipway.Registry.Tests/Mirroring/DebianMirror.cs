// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Registry.Tests;

/// <summary>Debian's registry, behind a login, and a mirror of it that passes for one of <c>docker.io</c>, to whoever asks.</summary>
internal sealed class DebianMirror : IAsyncDisposable
{
    /// <summary>The image that is there, as people name it.</summary>
    public const string Image = "docker.io/team/app:1.0";

    private readonly TempFolder _folder;
    private DockerRegistryServer? _upstream;

    private DebianMirror(TempFolder folder, DockerRegistryServer upstream, TestRegistry registry, Descriptor index) =>
        (_folder, _upstream, Registry, Index) = (folder, upstream, registry, index);

    /// <summary>The mirror.</summary>
    public TestRegistry Registry { get; }

    /// <summary>What <see cref="Image"/> names: an index of two platforms.</summary>
    public Descriptor Index { get; }

    /// <summary>Where clients find the mirror.</summary>
    public string Host => Registry.Registry;

    /// <summary>Starts both.</summary>
    /// <param name="prefix">What repositories of <c>docker.io</c> begin with; empty for all names.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<DebianMirror> StartAsync(string prefix, CancellationToken cancellationToken)
    {
        var folder = new TempFolder();
        DockerRegistryServer? upstream = null;
        try
        {
            upstream = await DockerRegistryServer.StartAsync(TestKit.RegistryAccess.Password, cancellationToken);
            var store = OciLayout.Open(folder["layout"]);
            var index = RandomImage.CreateIndex(store, seed: 51, Platform.LinuxAmd64, Platform.Parse("linux/arm64"));
            await store.SetReferenceAsync(ImageReference.Parse("made:1"), index, cancellationToken);
            string[] words = ["copy", "--all", "--dest-tls-verify=false", $"--dest-creds={DockerRegistryServer.User}:{DockerRegistryServer.Password}"];
            (await new Command(Needs.Tool("skopeo"), [.. words, $"oci:{folder["layout"]}:docker.io/library/made:1", $"docker://{upstream.Registry}/team/app:1.0"]).RunAsync(cancellationToken)).EnsureSuccess();
            var registry = await TestRegistry.StartAsync(cancellationToken, options => options with
            {
                Mirrors =
                [
                    new()
                    {
                        Upstream = "docker.io",
                        Address = new($"http://{upstream.Registry}"),
                        Prefix = prefix,
                        Username = DockerRegistryServer.User,
                        PasswordFile = folder.Write("password", DockerRegistryServer.Password),
                        Audience = MirrorAudience.Anyone,
                    },
                ],
            });
            return new(folder, upstream, registry, index);
        }
        catch
        {
            if (upstream is not null)
                await upstream.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>How often the mirror has asked, by its own count.</summary>
    public async Task<int> CountRequestsAsync()
    {
        using var http = RegistryHttp.Anonymous(Registry);
        const string counter = "slipway_registry_upstream_requests_total{upstream=\"docker.io\"} ";
        return (await http.GetAsync("/metrics").TextAsync()).Split('\n').FirstOrDefault(static line => line.StartsWith(counter, StringComparison.Ordinal)) is { } line ? int.Parse(line[counter.Length..]) : 0;
    }

    /// <summary>Stops Debian's registry.</summary>
    public async Task StopUpstreamAsync()
    {
        if (_upstream is not null)
            await _upstream.DisposeAsync();
        _upstream = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        await StopUpstreamAsync();
        _folder.Dispose();
    }
}

// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Dockerfile;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>A home of its own with a real store, a busybox base image and a build context.</summary>
public sealed class BuildWorld : IDisposable
{
    public const string Base = "test/busybox:1";

    private readonly TempFolder _folder = new();

    public BuildWorld(Func<BuildServices, BuildServices>? change = null)
    {
        Home = new(_folder["home"]);
        Store = OciLayout.Open(Home.Store);
        Context = _folder.MakeFolder("context");
        var services = new BuildServices { Home = Home, Store = Store };
        Services = change?.Invoke(services) ?? services;
    }

    public SlipwayHome Home { get; }

    public OciLayout Store { get; }

    public BuildServices Services { get; }

    public string Context { get; }

    public TempFolder Folder => _folder;

    public List<BuildEvent> Events { get; } = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A world with the base image in its store.</summary>
    public static async Task<BuildWorld> WithBaseAsync(Platform? platform = null)
    {
        var world = new BuildWorld();
        await world.AddBaseAsync(Base, platform ?? Platform.Host);
        return world;
    }

    public async Task AddBaseAsync(string name, Platform platform, ContainerConfig? config = null, params LayerEntry[] more)
    {
        var layer = await LayerWriter.WriteAsync(Store, BusyboxEntries().Concat(more), LayerOptions.Default, Cancellation);
        var image = new ImageConfig
        {
            Created = DateTimeOffset.UnixEpoch.AddDays(20000),
            Architecture = platform.Architecture,
            Variant = platform.Variant,
            Os = platform.Os,
            Config = config ?? new() { Env = ["PATH=/bin", "BASE=yes"], Cmd = ["/bin/sh"] },
            Rootfs = new() { DiffIds = [layer.DiffId] },
            History = [new() { Created = DateTimeOffset.UnixEpoch.AddDays(20000), CreatedBy = "busybox" }],
        };
        var manifest = new ImageManifest { Config = Store.WriteBlob(MediaTypes.Config, image.ToBytes()), Layers = [layer.Descriptor] };
        await Store.SetReferenceAsync(ImageReference.Parse(name), Store.WriteManifest(ManifestBlob.Create(manifest)), Cancellation);
    }

    public string Write(string path, string text) => _folder.Write("context/" + path, text);

    public BuildTarget Target(string dockerfile, string name = "app") => new()
    {
        Name = name,
        Source = new DockerfileSource(SourceText.From("Dockerfile", dockerfile)),
        Context = Context,
    };

    /// <summary>Builds a Dockerfile and expects it to succeed.</summary>
    public async Task<BuiltImage> BuildAsync(string dockerfile, Func<BuildTarget, BuildTarget>? change = null, BuildOptions? options = null)
    {
        var target = Target(dockerfile);
        var result = await RunAsync(options, change?.Invoke(target) ?? target);
        result.Targets[0].Failure.ShouldBeNull(Describe(result.Targets[0].Failure));
        return new(this, result.Targets[0].Image!, result);
    }

    /// <summary>Builds a Dockerfile and expects it to fail.</summary>
    public async Task<BuildFailure> FailAsync(string dockerfile, Func<BuildTarget, BuildTarget>? change = null, BuildOptions? options = null)
    {
        var target = Target(dockerfile);
        var result = await RunAsync(options, change?.Invoke(target) ?? target);
        return result.Targets[0].Failure.ShouldNotBeNull();
    }

    public Task<BuildResult> RunAsync(BuildOptions? options, params BuildTarget[] targets) =>
        RunAsync(new BuildRequest { Targets = targets, Options = options ?? BuildOptions.Default });

    public Task<BuildResult> RunAsync(BuildRequest request)
    {
        Events.Clear();
        return new BuildEngine(Services).BuildAsync(request, new Collector(Events), Cancellation);
    }

    public IReadOnlyList<string> Ran => [.. Events.OfType<StepFinished>().Select(done => done.Step.Name)];

    public string Log
    {
        get
        {
            lock (Events)
                return string.Concat(Events.OfType<StepLog>().Select(log => log.Text));
        }
    }

    public static string Describe(BuildFailure? failure) => failure is null ? "" : failure.Message + "\n" + string.Join('\n', failure.LogTail)
        + string.Concat(failure.Diagnostics.Select(diagnostic => DiagnosticRenderer.Render(diagnostic)));

    public static string Describe(BuildResult result) => string.Join('\n', result.Failures.Select(Describe));

    public static LayerEntry File(string path, string text, int mode = 0x1A4, uint user = 0, uint group = 0) => new(new TarEntry
    {
        Name = path,
        Type = TarEntryType.RegularFile,
        Mode = mode,
        UserId = user,
        GroupId = group,
        Size = Encoding.UTF8.GetByteCount(text),
    })
    { OpenContent = () => new MemoryStream(Encoding.UTF8.GetBytes(text)) };

    public static LayerEntry Link(string path, string target) => new(new TarEntry { Name = path, Type = TarEntryType.SymbolicLink, Mode = 0x1FF, LinkName = target });

    public static LayerEntry Directory(string path, int mode = 0x1ED, uint user = 0, uint group = 0) =>
        new(new TarEntry { Name = path, Type = TarEntryType.Directory, Mode = mode, UserId = user, GroupId = group });

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<LayerEntry> BusyboxEntries()
    {
        var busybox = Needs.Tool("busybox");
        yield return Directory("bin");
        yield return new(new TarEntry { Name = "bin/busybox", Type = TarEntryType.RegularFile, Mode = 0x1ED, Size = new FileInfo(busybox).Length })
        {
            OpenContent = () => System.IO.File.OpenRead(busybox),
        };
        foreach (var applet in "sh cat cp echo env id ls mkdir mv rm sleep stat touch true false test ln chmod chown printf head wc sort find tr date grep kill".Split(' '))
            yield return Link("bin/" + applet, "busybox");
        yield return Directory("etc");
        yield return File("etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\n");
        yield return File("etc/group", "root:x:0:\nstaff:x:50:\napp:x:1001:\n");
        yield return Directory("root", 0x1C0);
        yield return Directory("tmp", 0x3FF);
    }

    private sealed class Collector(List<BuildEvent> events) : IProgress<BuildEvent>
    {
        public void Report(BuildEvent value)
        {
            lock (events)
                events.Add(value);
        }
    }
}

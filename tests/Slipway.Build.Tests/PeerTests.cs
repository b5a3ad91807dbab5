// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.TestKit;

namespace Slipway.Build.Tests;

/// <summary>The same Dockerfile, built by us and by BuildKit: configuration, history, and what each layer holds must be the same.</summary>
[Trait("Needs", "Peers")]
public sealed partial class PeerTests(PeerTests.Peer peer) : IClassFixture<PeerTests.Peer>
{
    public static TheoryData<string, string> Dockerfiles => new()
    {
        {
            "settings", """
            ARG G=1
            FROM test/busybox:1
            ARG G
            ARG A=1
            ENV A=2
            ARG A=3
            ARG B
            MAINTAINER me <a@b>
            ENV X=1 Y="two words" Z=$A
            ENV OLD form value
            LABEL l=1 "m n"="o p"
            USER app
            EXPOSE 80 90-92/udp 443/TCP
            VOLUME /data
            VOLUME ["/d1","/d2"]
            STOPSIGNAL SIGINT
            CMD echo cmd
            ENTRYPOINT ["/bin/echo","a b"]
            ONBUILD RUN echo hi
            """
        },
        {
            "steps", """
            FROM test/busybox:1 AS one
            ARG A=1
            ENV A=2
            ARG A=3
            ARG GIVEN
            RUN echo $A $GIVEN > /echoed; ln -s /app /link; mkdir -p /app/deep; chown 7:8 /app; chmod 700 /app
            SHELL ["/bin/sh","-e","-c"]
            RUN echo two && \
                echo lines
            RUN ["/bin/echo", "x y"]
            RUN rm /bin/wc && rm -r /root && touch /root && rm -rf /tmp && mkdir -m 700 /tmp && touch /tmp/new
            WORKDIR /app
            WORKDIR rel
            USER app
            WORKDIR sub
            FROM one
            ENV LATER=1
            """
        },
        {
            "copies", """
            FROM test/busybox:1
            RUN ln -s /app /lnk; mkdir -p /app/deep; chown 7:8 /app; chmod 700 /app; ln -s nowhere /dang; ln -s /etc/shells /fl; echo old > /etc/shells
            COPY --chown=app f /t/name
            COPY --chown=5 f /t/num
            COPY --chown=1000 f /t/known
            COPY --chown=app:staff f /t/both
            COPY --chown=:staff f /t/group
            COPY f /lnk/x
            COPY f /dang
            COPY f /fl
            COPY d /app/deep
            COPY --chown=9:9 f /n1/n2/f
            COPY d/s /sl
            COPY d/sd /sd
            COPY d/q* d/s* /w/
            COPY . /all/
            ADD f *.tar /added/
            WORKDIR /in
            COPY f .
            COPY f ./x/y/
            """
        },
        {
            "stages", """
            FROM test/busybox:1 AS build
            WORKDIR /src
            COPY d d
            RUN echo made > out && chown 3:4 out && ln out hard && chmod 4755 hard
            FROM test/busybox:1
            COPY --from=build /src /dst
            COPY --from=build /src/out /src/hard /files/
            COPY --from=0 /bin/sh /shell
            COPY --from=test/busybox:1 /etc/passwd /p
            """
        },
    };

    [Theory]
    [MemberData(nameof(Dockerfiles))]
    public async Task The_image_is_the_one_that_BuildKit_makes(string name, string dockerfile)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var world = await BuildWorld.WithBaseAsync();
        WriteContext(world);
        File.WriteAllText(world.Folder["Dockerfile"], dockerfile);
        await peer.LoadAsync(world, BuildWorld.Base, cancellation);

        var ours = (await world.BuildAsync(dockerfile, target => target with { Args = new Dictionary<string, string> { ["GIVEN"] = "given" }, Labels = new Dictionary<string, string> { ["cli"] = "1" } })).Image;
        var theirs = await peer.BuildAsync(world, name, ["--build-arg", "GIVEN=given", "--label", "cli=1"], cancellation);

        Settings(ours.Config).ShouldBe(Settings(theirs.Config));
        ours.Config.History!.Select(History).ShouldBe(theirs.Config.History!.Select(History));
        foreach (var ((mine, other), index) in Layers(world.Store, ours).Zip(Layers(world.Store, theirs)).Select((pair, index) => (pair, index)))
            mine.ShouldBe(other, customMessage: $"{name}, layer {index}: {ours.Config.History!.Where(entry => entry.EmptyLayer != true).ElementAt(index).CreatedBy}");
        ours.Layers.Count.ShouldBe(theirs.Layers.Count);
    }

    private static void WriteContext(BuildWorld world)
    {
        LinuxFile.SetMode(world.Write("f", "f"), 0x180);
        world.Write("d/q/f", "q");
        File.CreateSymbolicLink(world.Context + "/d/sd", "q");
        File.CreateSymbolicLink(world.Context + "/d/s", "q/f");
        File.CreateSymbolicLink(world.Context + "/d/absolute", "/etc/passwd");
        world.Write(".dockerignore", "ignored\n**/*.log\n");
        world.Write("ignored", "");
        world.Write("d/x.log", "");
        var tree = world.Folder.MakeFolder("tree");
        world.Folder.Write("tree/packed/f", "packed");
        using var tar = File.Create(world.Context + "/a.tar");
        System.Formats.Tar.TarFile.CreateFromDirectory(tree, tar, includeBaseDirectory: false);
    }

    // What Docker's older format adds, and what later versions of BuildKit say more, is no difference.
    private static IReadOnlyList<string> Settings(ImageConfig image)
    {
        var config = image.Config!;
        return
        [
            $"{image.Os}/{image.Architecture} author={image.Author}", $"user={config.User} folder={(string.IsNullOrEmpty(config.WorkingDir) ? "/" : config.WorkingDir)} signal={config.StopSignal} escaped={config.ArgsEscaped}",
            $"env={string.Join(',', config.Env ?? [])}", $"cmd={string.Join(',', config.Cmd ?? [])} entrypoint={string.Join(',', config.Entrypoint ?? [])}",
            $"shell={string.Join(',', config.Shell ?? [])} onbuild={string.Join(',', config.OnBuild ?? [])}",
            $"ports={string.Join(',', config.ExposedPorts ?? [])} volumes={string.Join(',', config.Volumes ?? [])}",
            $"labels={string.Join(',', (config.Labels ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}={pair.Value}"))}",
        ];
    }

    private static string History(HistoryEntry entry) =>
        $"{(entry.EmptyLayer == true ? "-" : "+")} {OwnerFlag().Replace(entry.CreatedBy ?? "", "")} {entry.Comment}";

    [GeneratedRegex("(?<=^(COPY|ADD) )--(chown|chmod)=[^ ]+ ")]
    private static partial Regex OwnerFlag();

    private static List<IReadOnlyList<string>> Layers(OciLayout store, StoredImage image) =>
        [.. image.LayersWithDiffIds.Select(pair => Describe(LayerApplier.IndexAsync(store.OpenBlob(pair.Layer)!, pair.Layer, pair.DiffId, LayerLimits.Default, default).GetAwaiter().GetResult().Index))];

    private static IReadOnlyList<string> Describe(TreeIndex layer) =>
    [
        .. layer.Enumerate().Where(entry => !IsStub(entry.Path, entry.Node, layer))
            .Select(entry => entry.Node.IsWhiteout ? $"gone {entry.Path}"
                : $"{entry.Path} {Convert.ToString(entry.Node.Mode, 8)} {entry.Node.UserId}:{entry.Node.GroupId} {entry.Node.Type} {entry.Node.LinkTarget}{entry.Node.HardLinkTo} {entry.Node.Content} {entry.Node.IsOpaque}"),
    ];

    // Folders that are mounted on, and /etc, which the stub of resolv.conf was put into, are in layers of that old BuildKit's more often than in ours.
    private static bool IsStub(string path, TreeNode node, TreeIndex layer) =>
        path is "dev" or "proc" or "sys" or "etc" && node.Children.IsEmpty;

    /// <summary>One daemon for all comparisons.</summary>
    public sealed class Peer : IAsyncDisposable
    {
        private readonly HashSet<string> _loaded = [];
        private DockerDaemon? _daemon;

        public async Task LoadAsync(BuildWorld world, string reference, CancellationToken cancellationToken)
        {
            _daemon ??= await DockerDaemon.StartAsync(cancellationToken);
            if (!_loaded.Add(reference))
                return;
            var name = ImageReference.Parse(reference);
            var path = world.Folder["base.tar"];
            await using (var file = File.Create(path))
                await ImageArchiveWriter.WriteAsync(world.Store, [new(world.Store.Resolve(name)!, [name])], file, cancellationToken);
            await _daemon.RunAsync(["load", "-i", path], cancellationToken);
        }

        /// <summary>Builds the world's Dockerfile, and takes the image into its store.</summary>
        public async Task<StoredImage> BuildAsync(BuildWorld world, string name, IReadOnlyList<string> options, CancellationToken cancellationToken)
        {
            await _daemon!.RunAsync(["build", "--network", "host", "-q", "-t", $"peer-{name}:1", "-f", world.Folder["Dockerfile"], .. options, world.Context], cancellationToken);
            var path = world.Folder["peer.tar"];
            await _daemon.RunAsync(["save", "-o", path, $"peer-{name}:1"], cancellationToken);
            await using var file = File.OpenRead(path);
            var images = await ImageArchiveReader.ReadAsync(world.Store, file, cancellationToken);
            return world.Store.ReadImage(images[0].Descriptor, Platform.Host)!;
        }

        public async ValueTask DisposeAsync()
        {
            if (_daemon is not null)
                await _daemon.DisposeAsync();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Net.Sockets;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.TestKit;

/// <summary>Makes small images that really run: a static busybox, a user <c>app</c> (1000), and a page that its web server shows.</summary>
public static class BusyboxImage
{
    /// <summary>The command of a web server on a port, which shows <c>/www</c>.</summary>
    public static IReadOnlyList<string> WebServer(int port) => ["/bin/busybox", "httpd", "-f", "-p", port.ToString(System.Globalization.CultureInfo.InvariantCulture), "-h", "/www"];

    /// <summary>Stores an image under a name.</summary>
    /// <param name="store">The store.</param>
    /// <param name="name">Its name.</param>
    /// <param name="config">How to run it; a web server on 8080 as user 1000 where null.</param>
    /// <param name="page">What <c>/www/index.html</c> holds.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The manifest's descriptor.</returns>
    public static async Task<Descriptor> CreateAsync(OciLayout store, string name, ContainerConfig? config, string page, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        FillRoot(folder.Path, page);
        using var root = RootedDirectory.Open(folder.Path);
        var layer = await LayerWriter.WriteAsync(store, LayerSource.FromDirectory(root, LayerSourceOptions.Default), LayerOptions.Default, cancellationToken);
        var image = new ImageConfig
        {
            Os = Platform.Host.Os,
            Architecture = Platform.Host.Architecture,
            Variant = Platform.Host.Variant,
            Created = DateTimeOffset.UnixEpoch,
            Config = config ?? new() { User = "app", Cmd = WebServer(8080), ExposedPorts = ["8080/tcp"], Env = ["PATH=/bin"] },
            Rootfs = new() { DiffIds = [layer.DiffId] },
            History = [new() { Created = DateTimeOffset.UnixEpoch, CreatedBy = "busybox" }],
        };
        var manifest = store.WriteManifest(ManifestBlob.Create(new ImageManifest
        {
            Config = store.WriteBlob(MediaTypes.Config, image.ToBytes()),
            Layers = [layer.Descriptor],
        }));
        await store.SetReferenceAsync(ImageReference.Parse(name), manifest, cancellationToken);
        return manifest;
    }

    private static void FillRoot(string root, string page)
    {
        var busybox = Needs.Tool("busybox");
        foreach (var folder in (string[])["bin", "etc", "root", "www", "tmp"])
            Directory.CreateDirectory(Path.Combine(root, folder));
        File.Copy(busybox, Path.Combine(root, "bin/busybox"));
        using var list = Process.Start(new ProcessStartInfo(busybox, ["--list"]) { RedirectStandardOutput = true })!;
        foreach (var applet in list.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static name => name != "busybox"))
            File.CreateSymbolicLink(Path.Combine(root, "bin", applet), "busybox");
        File.WriteAllText(Path.Combine(root, "etc/passwd"), "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000:App:/:/bin/sh\ntoor:x:0:0:root too:/:/bin/sh\n");
        File.WriteAllText(Path.Combine(root, "etc/group"), "root:x:0:\napp:x:1000:\n");
        File.WriteAllText(Path.Combine(root, "www/index.html"), page);
    }

    /// <summary>A port of 127.0.0.1 that is free now.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        return ((System.Net.IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using Slipway.TestKit;

namespace Slipway.Bench;

/// <summary>Says by tools that are no builder's own whether images hold the same files.</summary>
internal static class SameImage
{
    // Lays the layers over each other as the image specification says, in Python, and digests what is there in the end.
    private const string Flatten = """
        import hashlib, json, os, sys, tarfile
        folder, tree = sys.argv[1], {}
        manifest = json.load(open(os.path.join(folder, "manifest.json")))
        for layer in manifest["layers"]:
            with tarfile.open(os.path.join(folder, layer["digest"].split(":")[1])) as tar:
                for item in tar:
                    path = os.path.normpath("/" + item.name)
                    parent, name = os.path.split(path)
                    if name.startswith(".wh."):
                        gone = parent if name == ".wh..wh..opq" else os.path.join(parent, name[4:])
                        for other in [p for p in tree if p.startswith(gone + "/") or (p == gone and gone != parent)]:
                            del tree[other]
                        continue
                    content = hashlib.sha256(tar.extractfile(item).read()).hexdigest() if item.isreg() else ""
                    tree[path] = (item.type.decode(), item.mode & 0o7777, item.uid, item.gid, item.size, item.linkname, content)
        # Buildah leaves empty files and folders where it mounts something, and the others don't.
        for path in sorted(set(tree) - {"/", "/dev", "/proc", "/run", "/sys", "/etc/hostname", "/etc/hosts", "/etc/resolv.conf"}):
            print(path, *tree[path])
        """;

    /// <summary>Compares images, each named as skopeo names it.</summary>
    /// <exception cref="InvalidOperationException">Two differ; the message holds the first lines that do.</exception>
    public static async Task CheckAsync(IReadOnlyList<string> images)
    {
        string[]? first = null;
        foreach (var image in images)
        {
            using var folder = new TempFolder();
            await TimedCommand.RunAsync(["skopeo", "copy", image, $"dir:{folder.Path}"], new Dictionary<string, string>());
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", Flatten, folder.Path]) { RedirectStandardOutput = true })!;
            var tree = (await python.StandardOutput.ReadToEndAsync()).Split('\n');
            await python.WaitForExitAsync();
            if (python.ExitCode != 0 || tree.Length < 2)
                throw new InvalidOperationException($"The files of '{image}' cannot be read.");
            first ??= tree;
            var differences = first.Except(tree).Select(static line => "- " + line).Concat(tree.Except(first).Select(static line => "+ " + line)).Take(10).ToList();
            if (differences.Count > 0)
                throw new InvalidOperationException($"'{image}' holds other files than '{images[0]}':\n{string.Join('\n', differences)}");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Packages;

/// <summary>A statically linked busybox on this machine: the installed one, or one taken out of its package in a temporary folder.</summary>
internal sealed class BusyboxProgram : IDisposable
{
    private const string Package = "busybox-static";
    private static readonly string[] Places = ["/bin/busybox", "/usr/bin/busybox"];
    private readonly string? _folder;

    private BusyboxProgram(string path, string? folder) => (Path, _folder) = (path, folder);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Finds the installed program, or fetches its package with apt.</summary>
    /// <exception cref="BaseImageException">Neither is to be had.</exception>
    public static async Task<BusyboxProgram> FindAsync(IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (Array.Find(Places, static path => File.Exists(path) && ElfFile.IsStatic(path)) is { } installed)
            return new(installed, null);
        progress?.Report($"fetching the package {Package}");
        var folder = Directory.CreateTempSubdirectory("slipway-busybox-").FullName;
        try
        {
            var fetched = await new Command("apt-get", ["download", "--quiet", Package]) { WorkingDirectory = folder }.RunAsync(cancellationToken).ConfigureAwait(false);
            if (fetched.ExitCode != 0 || Directory.GetFiles(folder, "*.deb") is not [var archive])
            {
                throw new BaseImageException("Cannot make the base 'busybox': no static busybox is on this machine, and its package can't be fetched: "
                    + $"{fetched.ErrorText} Install it: apt-get install {Package}");
            }
            var unpacked = System.IO.Path.Combine(folder, "root");
            (await new Command("dpkg-deb", ["--extract", archive, unpacked]) { Package = "dpkg" }.RunAsync(cancellationToken).ConfigureAwait(false)).EnsureSuccess();
            var program = Array.Find([.. Places.Select(place => unpacked + place)], static path => File.Exists(path) && ElfFile.IsStatic(path));
            return program is null ? throw new BaseImageException($"The package {Package} holds no static busybox.") : new(program, folder);
        }
        catch
        {
            LinuxFile.RemoveTree(folder, CancellationToken.None); // cleaning up isn't cancelled
            throw;
        }
    }

    /// <summary>Removes what was fetched.</summary>
    public void Dispose()
    {
        if (_folder is not null)
            LinuxFile.RemoveTree(_folder);
    }
}

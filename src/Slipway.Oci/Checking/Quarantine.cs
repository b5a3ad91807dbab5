// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci;

/// <summary>Where damaged files of a store are moved to, so that nothing takes them for right and nothing is lost.</summary>
internal static class Quarantine
{
    /// <summary>Moves a file there.</summary>
    /// <returns>What was done, for people.</returns>
    public static string Take(IBlobFiles files, string path, string name)
    {
        files.MakeFolders(LayoutPaths.Quarantine);
        var aside = $"{LayoutPaths.Quarantine}/{name}";
        // An earlier one of the same name stays.
        for (var number = 2; files.GetLength(aside) is not null; number++)
            aside = $"{LayoutPaths.Quarantine}/{name}.{number}";
        files.Rename(path, aside);
        files.FlushFolder(LayoutPaths.Quarantine);
        files.FlushFolder(Path.GetDirectoryName(path)!);
        return $"moved to {aside}";
    }
}

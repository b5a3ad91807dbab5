// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace Slipway.Packages;

/// <summary>Writes what dpkg keeps of installed packages, so that dpkg, scanners and claims see them.</summary>
/// <param name="root">The files of the packages.</param>
internal sealed class DpkgRecords(ComposedRoot root)
{
    private const string Folder = "var/lib/dpkg";

    /// <summary>The files of the records.</summary>
    /// <param name="packages">The packages, in the order of their names.</param>
    public IEnumerable<(string Path, int Mode, byte[] Content)> Create(IReadOnlyList<OpenedPackage> packages)
    {
        foreach (var name in (string[])["available", "diversions", "statoverride"])
            yield return ($"{Folder}/{name}", 0x1A4, []);
        yield return ($"{Folder}/info/format", 0x1A4, "1\n"u8.ToArray());
        foreach (var package in packages)
        {
            foreach (var (name, content) in package.Control.Where(static file => file.Key is not ("control" or "md5sums")))
                yield return ($"{Folder}/info/{package.RecordName}.{name}", name is "preinst" or "postinst" or "prerm" or "postrm" or "config" ? 0x1ED : 0x1A4, content);
            yield return ($"{Folder}/info/{package.RecordName}.list", 0x1A4, Text(string.Concat(root.ListOf(package).Select(static path => path + "\n"))));
            yield return ($"{Folder}/info/{package.RecordName}.md5sums", 0x1A4, Text(Sums(package)));
        }
        yield return ($"{Folder}/status", 0x1A4, Text(string.Concat(packages.Select(Stanza))));
    }

    // Of the files that stayed out dpkg --verify would say that they are missing.
    private string Sums(OpenedPackage package)
    {
        var present = root.ListOf(package).ToHashSet(StringComparer.Ordinal);
        return package.Control.ContainsKey("md5sums") ? string.Concat(package.Lines("md5sums").Where(line => line.Length > 34 && present.Contains("/" + line[34..].TrimStart('/'))).Select(static line => line + "\n"))
            : string.Concat(root.SumsOf(package).Select(static file => $"{file.Sum}  {file.Path}\n"));
    }

    private string Stanza(OpenedPackage package)
    {
        // The package's name comes first in nearly all that there are, and what reads these by eye expects the status after it.
        var end = package.Stanza.StartsWith("Package:", StringComparison.Ordinal) ? package.Stanza.IndexOf('\n', StringComparison.Ordinal) + 1 : 0;
        var text = new StringBuilder();
        text.Append(package.Stanza.AsSpan(0, end)).Append("Status: install ok installed\n").Append(package.Stanza.AsSpan(end));
        var files = package.ConfigurationFiles.Where(path => root.ConfigurationDigest(path) is not null).ToList();
        if (files.Count > 0)
        {
            text.Append("Conffiles:\n");
            foreach (var path in files)
                text.Append($" {path} {root.ConfigurationDigest(path)}\n");
        }
        return text.Append('\n').ToString();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}

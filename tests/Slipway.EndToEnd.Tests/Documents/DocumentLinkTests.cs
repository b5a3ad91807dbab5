// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>Links of the project's pages.</summary>
public sealed partial class DocumentLinkTests
{
    [Fact]
    public void Every_link_between_pages_leads_somewhere()
    {
        var pages = Directory.EnumerateFiles(ProjectFolder.Path, "*.md").Concat(((string[])["docs", "examples", "bench", "scripts"]).Select(ProjectFolder.File).Where(Directory.Exists)
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.md", new EnumerationOptions { RecurseSubdirectories = true }))).Where(static page => !page.Contains("/node_modules/", StringComparison.Ordinal)).ToList();
        var links = pages.SelectMany(static page => Link().Matches(File.ReadAllText(page)).Select(link => (Page: page, Target: link.Groups["target"].Value))).ToList();

        links.Count.ShouldBeGreaterThan(30);
        links.Where(static link => !LeadsSomewhere(link.Page, link.Target)).Select(static link => $"{Path.GetRelativePath(ProjectFolder.Path, link.Page)}: {link.Target}").ShouldBeEmpty();
    }

    // Of what is on the web the form is all that can be told here.
    private static bool LeadsSomewhere(string page, string target)
    {
        if (Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme is "https" or "http")
            return address.Host.Contains('.', StringComparison.Ordinal) || address.IsLoopback;
        var (path, anchor) = target.Split('#', 2) is [var file, var heading] ? (file, heading) : (target, null);
        var full = path.Length == 0 ? page : Path.GetFullPath(path, Path.GetDirectoryName(page)!);
        return Path.Exists(full) && (anchor is null || File.ReadLines(full).Where(static line => line.StartsWith('#')).Select(AnchorOf).Contains(anchor));
    }

    private static string AnchorOf(string heading) => NotInAnchors().Replace(heading.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-');

    // Links in code are shown, not followed.
    [GeneratedRegex(@"(?<!`)\[[^\]\n]+\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}

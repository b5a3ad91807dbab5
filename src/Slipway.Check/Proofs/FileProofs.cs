// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Slipway.Native;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Check;

/// <summary>Proves what is claimed of an image's files.</summary>
internal static class FileProofs
{
    private const int MostNamed = 3;
    private const int ImpliedMode = 0x1ED; // 0755

    internal static Verdict Judge(FileClaim claim, TreeIndex tree)
    {
        var found = FileSearch.Find(claim.Path, tree).ToList();
        if (found.Count == 0)
        {
            var (nothing, distance) = FileSearch.Nothing(claim.Path, tree);
            return Verdict.When(claim.Presence == Presence.Absent, nothing, distance);
        }
        var named = string.Join(", ", found.Take(MostNamed).Select(path => $"'/{path}'"));
        return Verdict.When(
            claim.Presence == Presence.Present,
            $"there {(found.Count == 1 ? "is" : "are")} {named}{(found.Count > MostNamed ? " and more" : "")}", TooMany(found, tree));
    }

    internal static Verdict Judge(FileModeClaim claim, TreeIndex tree) => JudgeAll(
        claim.Path, tree, [.. FileSearch.FindWithMode(claim.Path, tree)], node => ModeOf(node) == claim.Mode,
        node => $"has the mode {FileModeClaim.Show(ModeOf(node))}", node => Bits(claim.Mode, ModeOf(node)));

    internal static Verdict Judge(FileOwnerClaim claim, ImageInventory inventory)
    {
        var colon = claim.Owner.IndexOf(':', StringComparison.Ordinal);
        var (user, group) = colon < 0 ? (claim.Owner, null) : (claim.Owner[..colon], claim.Owner[(colon + 1)..]);
        if (IdOf(user, inventory.Accounts.Users) is not { } uid)
            return Verdict.False($"the image's /etc/passwd has no user '{user}'");
        uint? gid = null;
        if (group is not null && (gid = IdOf(group, inventory.Accounts.Groups)) is null)
            return Verdict.False($"the image's /etc/group has no group '{group}'");
        return JudgeAll(
            claim.Path, inventory.Tree, [.. FileSearch.FindReal(claim.Path, inventory.Tree)], node => node.UserId == uid && (gid is null || node.GroupId == gid),
            node => $"belongs to {Shown(node.UserId, inventory.Accounts.Users)}:{Shown(node.GroupId, inventory.Accounts.Groups)}", _ => null);
    }

    /// <summary>Judges the content of a file, where it was read.</summary>
    internal static Verdict Judge(FileContentClaim claim, TreeIndex tree, IReadOnlyDictionary<Digest, byte[]> contents)
    {
        if (FileSearch.FindReal(claim.Path, tree).FirstOrDefault() is not (not null, { } node))
        {
            var (nothing, distance) = FileSearch.Nothing(claim.Path, tree);
            return Verdict.False(nothing, distance);
        }
        if (node.Type != FileType.RegularFile)
            return Verdict.False($"'{claim.Path}' is no regular file");
        if (node.Size > LayerFiles.MaxBytes)
            return Verdict.Unknown($"'{claim.Path}' has {new ByteSize(node.Size)}, more than the {new ByteSize(LayerFiles.MaxBytes)} that are read");
        if (node.Content is not { } digest || !contents.TryGetValue(digest, out var bytes))
            return Verdict.Unknown($"the content of '{claim.Path}' could not be read from its layer");
        var content = Encoding.UTF8.GetString(bytes);
        try
        {
            return Verdict.When(
                claim.Content.Accepts(content), content.Length == 0 ? "it is empty" : $"it has {ProofText.Count(bytes.Length, "byte")}: '{ProofText.Clip(content)}'",
                ProofText.Difference(claim.Content, content));
        }
        catch (RegexMatchTimeoutException)
        {
            return Verdict.Unknown("the regular expression takes too long on the content");
        }
    }

    /// <summary>The content that a claim wants to be read; null where there is none.</summary>
    internal static Digest? ContentOf(FileContentClaim claim, TreeIndex tree) =>
        FileSearch.FindReal(claim.Path, tree).FirstOrDefault() is (not null, { Type: FileType.RegularFile } node) ? node.Content : null;

    private static Verdict JudgeAll(
        string path, TreeIndex tree, List<(string Path, TreeNode Node)> found, Func<TreeNode, bool> isRight, Func<TreeNode, string> describe, Func<TreeNode, string?> measure)
    {
        if (found.Count == 0)
        {
            var (nothing, distance) = FileSearch.Nothing(path, tree);
            return Verdict.False(nothing, distance);
        }
        var wrong = found.FindAll(one => !isRight(one.Node));
        if (wrong.Count == 0)
            return Verdict.True(found.Count == 1 ? $"'/{found[0].Path}' {describe(found[0].Node)}" : $"so it is with all {found.Count}");
        var named = string.Join(", ", wrong.Take(MostNamed).Select(one => $"'/{one.Path}' {describe(one.Node)}"));
        return Verdict.False(
            named + (wrong.Count > MostNamed ? " and so on" : ""),
            found.Count == 1 ? measure(wrong[0].Node) : $"it is otherwise with {wrong.Count} of {found.Count}");
    }

    private static string? TooMany(List<string> found, TreeIndex tree)
    {
        var bytes = found.Select(path => tree.Find(path, FinalLink.Keep)).Where(node => node is { Type: FileType.RegularFile, HardLinkTo: null }).Sum(node => node!.Size);
        return found.Count == 1 && bytes == 0 ? null : $"it is {ProofText.Count(found.Count, "path")} too many, with {new ByteSize(bytes)}";
    }

    // A directory that no layer names is made by whoever unpacks what is in it, with this mode.
    private static int ModeOf(TreeNode node) => node.IsImplied ? ImpliedMode : node.Mode;

    private static string Bits(int claimed, int found)
    {
        var (missing, extra) = (claimed & ~found, found & ~claimed);
        return missing == 0 ? $"it has too much: {FileModeClaim.Show(extra)}"
            : $"it lacks: {FileModeClaim.Show(missing)}{(extra == 0 ? "" : $", and has too much: {FileModeClaim.Show(extra)}")}";
    }

    private static uint? IdOf(string text, IReadOnlyList<Account> accounts) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : accounts.FirstOrDefault(account => account.Name == text)?.Id
            ?? (text == "root" ? 0 : null);

    private static string Shown(uint id, IReadOnlyList<Account> accounts) =>
        accounts.FirstOrDefault(account => account.Id == id)?.Name ?? id.ToString(CultureInfo.InvariantCulture);
}

// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Fleet;
using Slipway.Oci;
using Slipway.Registry;

namespace Slipway.Server;

/// <summary>Reads <c>mirrors</c>: a map of other registries to how their images appear here.</summary>
internal sealed class MirrorReader(List<Diagnostic> diagnostics, string folder)
{
    private const string Always = "always", Never = "never";

    private static readonly Dictionary<string, OfflineAnswer> Offline = new() { ["stale"] = OfflineAnswer.Stale, ["refuse"] = OfflineAnswer.Refuse };

    public IReadOnlyList<MirrorOptions> Read(YamlValue value)
    {
        var mirrors = new List<MirrorOptions>();
        if (FieldReader.Open(value, "'mirrors'", diagnostics) is not { } fields)
            return mirrors;
        foreach (var (key, entry) in ((YamlMap)value).Entries)
        {
            fields.Take(key.Text);
            if (ReadMirror(key.Text, key.Place, entry) is not { } mirror)
                continue;
            if (mirrors.Find(other => other.Prefix == mirror.Prefix) is { } other)
                fields.Report(key.Place, $"'{mirror.Upstream}' and '{other.Upstream}' have the same prefix '{mirror.Prefix}'", "give one of them another 'prefix'");
            mirrors.Add(mirror);
        }
        return mirrors;
    }

    private MirrorOptions? ReadMirror(string upstream, SourcePlace place, YamlValue value)
    {
        if (!Uri.TryCreate($"https://{upstream}/", UriKind.Absolute, out var host) || !MirrorOptions.IsAddress(host) || upstream.Any(char.IsAsciiLetterUpper))
        {
            diagnostics.Add(place.Error($"'{upstream}' is no registry", "write it as references do, such as docker.io, ghcr.io or localhost:5000"));
            return null;
        }
        var mirror = new MirrorOptions { Upstream = upstream };
        if (value is not YamlScalar { IsNull: true })
        {
            if (FieldReader.Open(value, $"the mirror of '{upstream}'", diagnostics) is not { } fields)
                return null;
            mirror = ReadFields(fields, mirror);
            fields.Finish();
        }
        if (mirror.Prefix.Length == 0 || RepositoryName.TryParse(mirror.Prefix, out _))
            return mirror;
        diagnostics.Add(place.Error($"the mirror of '{upstream}' needs a prefix, for '{mirror.Prefix}' can't begin a repository's name", "write 'prefix: NAME', or 'prefix: /' for all names"));
        return null;
    }

    private MirrorOptions ReadFields(FieldReader fields, MirrorOptions standard)
    {
        var (user, password) = (fields.Text("username"), fields.Text("password-file"));
        if (user is null != password is null)
            fields.Report(fields.Place, $"there is a '{(user is null ? "password-file" : "username")}' and no '{(user is null ? "username" : "password-file")}'", "write both; the password itself stands in the file alone");
        if (user is { } named && named.Value.Contains(':', StringComparison.Ordinal))
            fields.Report(named.Place, $"'{named.Value}' is no user's name, for it holds a colon");
        if (ReadPrefix(fields) is { } prefix)
            standard = standard with { Prefix = prefix };
        if (ReadAddress(fields) is { } address)
            standard = standard with { Address = address };
        return standard with
        {
            Username = user?.Value,
            PasswordFile = password is { } file ? Path.GetFullPath(file.Value, folder) : null,
            Authorities = [.. (fields.Texts("authorities") ?? []).Select(authority => Path.GetFullPath(authority.Value, folder))],
            TokenHosts = [.. (fields.Texts("token-hosts") ?? []).Select(static host => host.Value)],
            Repositories = SettingWords.Patterns(fields, "repositories") ?? standard.Repositories,
            TagLifetime = ReadTime(fields, "tag-lifetime", standard.TagLifetime, mayBeAlways: Always),
            MissingLifetime = ReadTime(fields, "missing-lifetime", standard.MissingLifetime, mayBeAlways: null) ?? standard.MissingLifetime,
            KeepUnused = ReadTime(fields, "keep-unused", standard.KeepUnused, mayBeAlways: Always),
            MaxBlobSize = ReadSize(fields),
            Offline = SettingWords.OneOf(fields, "offline", Offline) ?? standard.Offline,
            Audience = fields.Switch("anonymous", MirrorAudience.Anyone, MirrorAudience.Users)?.Value,
        };
    }

    private static string? ReadPrefix(FieldReader fields)
    {
        if (fields.Text("prefix") is not { } text)
            return null;
        if (text.Value == "/")
            return "";
        if (RepositoryName.TryParse(text.Value, out _))
            return text.Value;
        fields.Report(text.Place, $"'{text.Value}' can't begin a repository's name", "write lower-case letters and digits with '.', '_', '-' and '/' between, or '/' alone for all names");
        return null;
    }

    private static Uri? ReadAddress(FieldReader fields)
    {
        if (fields.Text("address") is not { } text)
            return null;
        if (Uri.TryCreate(text.Value, UriKind.Absolute, out var address) && MirrorOptions.IsAddress(address))
            return address;
        fields.Report(text.Place, $"'{text.Value}' is not the address of a registry", "write https://HOST or https://HOST:PORT");
        return null;
    }

    // The word for ever, where that is possible; "never" believes nothing and keeps nothing.
    private static TimeSpan? ReadTime(FieldReader fields, string word, TimeSpan? standard, string? mayBeAlways)
    {
        if (fields.Text(word) is not { } text)
            return standard;
        if (text.Value == mayBeAlways)
            return null;
        if (text.Value == Never && word != "keep-unused")
            return TimeSpan.Zero;
        if (Lapse.TryParse(text.Value, out var time))
            return time;
        fields.Report(text.Place, $"'{text.Value}' is not a time", $"write a number and s, m, h or d, such as 5m{(mayBeAlways is null ? "" : $", or '{mayBeAlways}'")}{(word == "keep-unused" ? "" : $", or '{Never}'")}");
        return standard;
    }

    private static long? ReadSize(FieldReader fields)
    {
        if (fields.Text("max-blob") is not { } text)
            return null;
        if (ByteSize.TryParse(text.Value, out var size, out var problem) && size.Bytes > 0)
            return size.Bytes;
        fields.Report(text.Place, problem.Length > 0 ? problem : "the largest blob has at least a byte");
        return null;
    }
}

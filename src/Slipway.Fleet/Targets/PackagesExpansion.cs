// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Build;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Native;
using Slipway.Packages;

namespace Slipway.Fleet;

/// <summary>Makes of what a file says of packages what is built; each problem is reported at its place.</summary>
internal sealed class PackagesExpansion(FleetFile file, Interpolation words, List<Diagnostic> diagnostics)
{
    private const string Distribution = "debian/";
    private const int MaxFileSize = 16 * 1024 * 1024;

    /// <summary>The source; null, with a report, where it can't be one.</summary>
    internal PackagesSource? Expand(PackagesSetting setting)
    {
        if (words.Fill(setting.From) is not { } from || SuiteOf(from, setting.From.Place) is not { } suite)
            return null;
        var request = new PackagesRequest { Suite = suite, Recommends = setting.Recommends?.Value ?? RecommendedPackages.LeftOut, Layers = setting.Layers?.Value ?? LayerGrouping.One };
        // One by one, so that each problem is told where it stands.
        request = request with
        {
            Include = Each(setting.Include, package => words.Fill(package) is { } name ? Try(package.Place, () => (request with { Include = [name] }).Include[0]) : null),
            Components = setting.Components is { } components ? Each(components, component => words.Fill(component)) : request.Components,
            Sources = Each(setting.Sources, Source),
            Users = Each(setting.Users, User),
            Links = Each(setting.Links, Link),
            Files = Each(setting.Files, Declared),
            Remove = Removed(setting),
        };
        var path = Path.Combine(file.Folder, PackageLock.FileName);
        return new(request) { Scripts = setting.Configure?.Value ?? PackageScripts.LeftOut, LockFile = File.Exists(path) ? path : null };
    }

    private DebianSuite? SuiteOf(string from, SourcePlace place)
    {
        if (from.StartsWith(Distribution, StringComparison.Ordinal) && DebianSuite.TryParse(from[Distribution.Length..], out var suite))
            return suite;
        var known = DebianSuite.Known.Select(static name => Distribution + name).ToList();
        Report(place, $"'{from}' is not a distribution that images are composed from", Choice.Help(from, known, "known are"));
        return null;
    }

    private RemovedPaths Removed(PackagesSetting setting)
    {
        if (setting.Remove is not { } remove)
            return RemovedPaths.Default;
        if (remove is [{ Value: "none" }])
            return RemovedPaths.None;
        return RemovedPaths.Parse(Each(remove, word => words.Fill(word) is { } text && Try(word.Place, () => RemovedPaths.Parse([text])) is not null ? text : null));
    }

    private PackageOrigin? Source(PackageSourceSetting source)
    {
        if (words.Fill(source.Name) is not { } name || words.Fill(source.Uri) is not { } uri || words.Fill(source.Suite) is not { } suite)
            return null;
        var key = source.Key.Value.Contains("-----BEGIN", StringComparison.Ordinal) ? source.Key.Value : Path.GetFullPath(source.Key.Value, file.Folder);
        if (key != source.Key.Value && !File.Exists(key))
        {
            Report(source.Key.Place, $"there is no key '{key}'", "name the file of the public key that signs the source, from the fleet file's folder");
            return null;
        }
        var origin = new PackageOrigin { Name = name, Address = "http://localhost", Suite = "stable", Key = key };
        var components = source.Components is { } given ? Each(given, component => words.Fill(component)) : origin.Components;
        return Try(source.Uri.Place, () => origin with { Address = uri }) is { } addressed && Try(source.Suite.Place, () => addressed with { Suite = suite }) is { } whole
            ? whole with { Components = components }
            : null;
    }

    private DeclaredLink? Link(NamedText link) => words.Fill(link.Value!, link.Place) is { } target && Try(link.KeyPlace, () => new DeclaredLink { Path = link.Name, Target = "/" }) is { } declared
        ? Try(link.Place, () => declared with { Target = target })
        : null;

    private DeclaredUser? User(PackageUserSetting setting)
    {
        if (words.Fill(setting.Name) is not { } name || Try(setting.Name.Place, () => new DeclaredUser { Name = name, Uid = setting.Uid?.Value, Gid = setting.Gid?.Value }) is not { } user)
            return null;
        if (setting.Home is { } home)
            user = words.Fill(home) is { } path ? Try(home.Place, () => user with { Home = path }) : null;
        if (user is not null && setting.Shell is { } shell)
            user = words.Fill(shell) is { } path ? Try(shell.Place, () => user with { Shell = path }) : null;
        return user is null ? null : user with { Groups = Each(setting.Groups, group => words.Fill(group)) };
    }

    private DeclaredFile? Declared(PackageFileSetting setting)
    {
        if (Content(setting) is not { } content)
            return null;
        var owner = (words.Fill(setting.Owner) ?? "root").Split(':', 2);
        return Try(setting.Place, () => new DeclaredFile
        {
            Path = setting.Path,
            Content = content,
            Mode = setting.Mode?.Value ?? 0x1A4,
            User = owner[0],
            Group = owner.Length > 1 ? owner[1] : null,
        });
    }

    private byte[]? Content(PackageFileSetting setting)
    {
        if (setting.Content is { } text)
            return words.Fill(text) is { } filled ? Encoding.UTF8.GetBytes(filled) : null;
        if (words.Fill(setting.Source) is not { } name)
            return null;
        var place = setting.Source!.Place;
        var source = new FileInfo(Path.GetFullPath(name, file.Folder));
        if (!source.Exists)
            Report(place, $"there is no file '{source.FullName}'", "paths are from the fleet file's folder");
        else if (source.Length > MaxFileSize)
            Report(place, $"'{source.FullName}' has {source.Length} bytes, more than the {MaxFileSize} that a file here may have", "copy it in a Dockerfile that is FROM this image");
        else
            return LinuxFile.ReadAll(source.FullName, MaxFileSize);
        return null;
    }

    private static List<TTo> Each<TFrom, TTo>(IReadOnlyList<TFrom> items, Func<TFrom, TTo?> make) where TTo : class => [.. items.Select(make).OfType<TTo>()];

    private T? Try<T>(SourcePlace place, Func<T> make) where T : class
    {
        try
        {
            return make();
        }
        catch (FormatException e)
        {
            var (message, help) = PartsOf(e.Message.TrimEnd('.'));
            Report(place, message, help);
            return null;
        }
    }

    // "'x' is not a y; expected z": what is expected is what to write.
    private static (string Message, string Help) PartsOf(string message) => message.Split("; expected ", 2) is [var what, var expected]
        ? (what, $"write {expected}")
        : (message, "docs/reference/fleet-file.md says what 'packages' takes");

    private void Report(SourcePlace place, string message, string? help = null) => diagnostics.Add(place.Error(message, help));
}

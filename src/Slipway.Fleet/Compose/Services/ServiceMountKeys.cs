// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Slipway.Containers;

namespace Slipway.Fleet;

/// <summary>The keys that say what a service has mounted.</summary>
internal static class ServiceMountKeys
{
    private const string FileBinds = "the file is bound as it is; give it its owner and mode where it lies";

    internal static IReadOnlyList<ServiceKey> All { get; } =
    [
        new("volumes", "short and long, of the types `volume`, `bind` and `tmpfs`; folders of binds are made where they are missing; `z` and `Z` mean nothing without SELinux, nor do `cached` and its like on Linux", ReadVolumes),
        new("tmpfs", "a path or a list: `/path[:size=…,mode=…,uid=…]`", static (service, node, _) => Mounted(service, [.. (node.IsText ? [node] : node.Items).Select(static item => item.As(MountText.ParseTmpfs))])),
        new("volumes_from", "another service, `name[:ro]`; `container:` is refused", static (service, node, _) => service with { MountsFrom = [.. node.Items.Select(ReadFrom)] }),
        new("secrets", "those of a `file`, bound to /run/secrets/NAME or `target`; others are refused", static (service, node, scope) => ReadFiles(service, node, scope, "secrets", "secret", "/run/secrets/")),
        new("configs", "those of a `file`, bound to /NAME or `target`; others are refused", static (service, node, scope) => ReadFiles(service, node, scope, "configs", "config", "/")),
    ];

    private static ComposeService ReadVolumes(ComposeService service, ComposeNode node, ComposeScope scope)
    {
        foreach (var item in node.Items)
            service = item.IsText ? ReadShort(service, item, scope) : ReadLong(service, item, scope);
        return service;
    }

    private static ComposeService ReadShort(ComposeService service, ComposeNode node, ComposeScope scope)
    {
        var parts = node.Text().Split(':');
        if (parts.Length == 3)
            parts[2] = string.Join(',', parts[2].Split(',').Where(static option => option is not ("z" or "Z" or "cached" or "delegated" or "consistent")));
        if (parts.Length == 1)
            return Mounted(service, [node.As(text => MountText.ParseVolume(text, ComposeVolume.Nameless(scope.Project, service.Name, text)))]);
        var isBind = parts[0] is ['.' or '/' or '~', ..];
        var source = isBind ? scope.PathOf(parts[0]) : VolumeOf(parts[0], node, scope).Name;
        var mount = node.At(() => MountText.ParseVolume(string.Join(':', [source, .. parts[1..]]), ""));
        return isBind ? Mounted(service, [mount]) with { FoldersToMake = [.. service.FoldersToMake, source] } : Mounted(service, [mount]) with { VolumeKeys = [.. service.VolumeKeys, parts[0]] };
    }

    private static ComposeService ReadLong(ComposeService service, ComposeNode node, ComposeScope scope)
    {
        node.Fields("a volume of a service", ["type", "source", "target", "read_only", "bind", "volume", "tmpfs"], ("consistency", "it means nothing on Linux; leave it out"), ("image", "images are not mounted; copy what is needed while building"));
        var target = (node["target"] ?? throw node.Refuse("a text, or a map with 'type' and 'target'")).Text();
        var access = node["read_only"]?.Flag() == true ? "ro" : "rw";
        switch ((node["type"] ?? throw node.Refuse("a text, or a map with 'type' and 'target'")).Text())
        {
            case "volume":
                return ReadVolume(service, node, scope, target, access);
            case "bind":
                return ReadBind(service, node, scope, target, access);
            case "tmpfs":
                var options = node["tmpfs"]?.Fields("a tmpfs", ["size", "mode"]) ?? [];
                var fields = options.Select(static field => field.Key == "size" ? $"size={ComposeSizes.Parse(field.Value)}" : $"mode={Octal(field.Value)}");
                return Mounted(service, [node.At(() => MountText.ParseTmpfs($"{target}:{string.Join(',', access == "ro" ? fields.Append("ro") : fields)}"))]);
            case var other:
                throw new HclException(node["type"]!.Place, $"volumes of the type '{other}' are not supported", "write volume, bind or tmpfs");
        }
    }

    private static ComposeService ReadVolume(ComposeService service, ComposeNode node, ComposeScope scope, string target, string access)
    {
        var hasCopy = node["volume"] is not { } options
            || !options.Fields("'volume'", ["nocopy"], ("subpath", "a whole volume is mounted; give the part a volume of its own"), ("labels", "write them where the volume is declared, under 'volumes:' at the top")).Any(static field => field.Value.Flag());
        var source = node["source"] is { } named ? VolumeOf(named.Text(), named, scope).Name : ComposeVolume.Nameless(scope.Project, service.Name, target);
        var mounted = Mounted(service, [node.At(() => MountText.ParseVolume($"{source}:{target}:{access}{(hasCopy ? "" : ",nocopy")}", ""))]);
        return node["source"] is { } key ? mounted with { VolumeKeys = [.. service.VolumeKeys, key.Text()] } : mounted;
    }

    private static ComposeService ReadBind(ComposeService service, ComposeNode node, ComposeScope scope, string target, string access)
    {
        var source = scope.PathOf((node["source"] ?? throw node.Refuse("a map with 'source' for a bind")).Text());
        node["bind"]?.Fields("'bind'", ["propagation", "create_host_path"], ("selinux", "no SELinux label is set for files; leave it out"), ("recursive", "mounts below the source are seen where the bind can be written to; leave it out"));
        var propagation = node["bind"]?["propagation"] is { } word ? "," + word.Text() : "";
        var mounted = Mounted(service, [node.At(() => MountText.ParseVolume($"{source}:{target}:{access}{propagation}", ""))]);
        return node["bind"]?["create_host_path"]?.Flag() == false ? mounted : mounted with { FoldersToMake = [.. service.FoldersToMake, source] };
    }

    private static string Octal(ComposeNode node) => node.Text() is var text && text.Length is >= 3 and <= 5 && text.All(static digit => digit is >= '0' and <= '7')
        ? text : Convert.ToString(node.Number(0, 0xFFF), 8).ToString(CultureInfo.InvariantCulture);

    private static ComposeVolume VolumeOf(string key, ComposeNode node, ComposeScope scope)
    {
        scope.Declared("volumes", "volume", key, node);
        return scope.Volumes[key];
    }

    private static string ReadFrom(ComposeNode node) => node.Text().StartsWith("container:", StringComparison.Ordinal)
        ? throw new HclException(node.Place, "volumes of containers outside the project are not supported", "declare the volume under 'volumes:' at the top with external: true") : node.Text();

    private static ComposeService ReadFiles(ComposeService service, ComposeNode node, ComposeScope scope, string section, string kind, string folder)
    {
        foreach (var item in node.Items)
        {
            if (!item.IsText)
                item.Fields($"a {kind} of a service", ["source", "target"], ("uid", FileBinds), ("gid", FileBinds), ("mode", FileBinds));
            var name = item.IsText ? item.Text() : (item["source"] ?? throw item.Refuse($"the name of a {kind}, or a map with 'source'")).Text();
            var target = item.IsText ? name : item["target"]?.Text() ?? name;
            var declared = scope.Declared(section, kind, name, item);
            const string OnlyFiles = "write it into a file, and name that by 'file'";
            var file = declared.IsNothing ? null : declared.Fields($"a {kind}", ["file", "name"], ("external", OnlyFiles), ("environment", OnlyFiles), ("content", OnlyFiles), ("labels", "nothing could carry them; leave them out"),
                ("driver", OnlyFiles), ("driver_opts", OnlyFiles), ("template_driver", OnlyFiles)).Where(static field => field.Key == "file").Select(static field => field.Value).FirstOrDefault();
            if (file is null)
                throw new HclException(declared.Place, $"the {kind} '{name}' has no file", OnlyFiles);
            var path = scope.PathOf(file.Text());
            if (!File.Exists(path))
                throw new HclException(file.Place, $"there is no file '{path}' of the {kind} '{name}'", "make it, or name another");
            service = Mounted(service, [item.At(() => MountText.ParseVolume($"{path}:{(target.StartsWith('/') ? target : folder + target)}:ro", ""))]);
        }
        return service;
    }

    // Of two at one place the later counts, as in Compose.
    private static ComposeService Mounted(ComposeService service, IReadOnlyList<DefinedMount> mounts) =>
        service.With(container => container with { Mounts = [.. container.Mounts.Where(there => mounts.All(mount => mount.Target != there.Target)), .. mounts] });
}

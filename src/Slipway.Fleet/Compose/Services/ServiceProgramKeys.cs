// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Containers;

namespace Slipway.Fleet;

/// <summary>The keys that say what program a service runs, and as what.</summary>
internal static class ServiceProgramKeys
{
    internal static IReadOnlyList<ServiceKey> All { get; } =
    [
        new("command", "in place of the image's command; a text is parted into words, and no shell reads it", static (service, node, _) => service with { Command = ReadCommand(node) }),
        new("entrypoint", "in place of the image's entry point and command", static (service, node, _) => service with { Entrypoint = ReadCommand(node) }),
        new("environment", "map or list; a name alone takes its value from the environment", static (service, node, scope) => service with { Environment = ReadVariables(node, scope) }),
        new("env_file", "a path, a list, or maps of `path`, `required` and `format`; what `environment` says wins", static (service, node, scope) => service with { FileEnvironment = ReadFiles(node, scope) }),
        new("working_dir", "an absolute path", static (service, node, _) => service with { WorkingDirectory = ReadFolder(node) }),
        new("user", "`user[:group]`, by the names of the image", static (service, node, _) => service with { User = node.Text() }),
        new("group_add", "by the names of the image", static (service, node, _) => service.With(container => container with { AdditionalGroups = node.Texts() })),
        new("init", "a small init is its first process; the machine needs tini", static (service, node, _) => service.With(container => container with { HasInit = node.Flag() })),
        new("tty", "it has a terminal", static (service, node, _) => service.With(container => container with { HasTerminal = node.Flag() })),
        new("stdin_open", "its input stays open for `slipway attach`", static (service, node, _) => service.With(container => container with { HasInput = node.Flag() })),
        new("hostname", "its host name", static (service, node, _) => service.With(container => container with { Hostname = RequireHost(node) })),
        new("domainname", "its domain", static (service, node, _) => service.With(container => container with { DomainName = RequireHost(node) })),
        new("labels", "map or list", static (service, node, _) => service with { Labels = Over(service.Labels, node.Pairs().Select(static pair => KeyValuePair.Create(pair.Key, pair.Value ?? ""))) }),
        new("label_file", "a path or a list; what `labels` says wins", static (service, node, scope) => service with { Labels = Over(ReadLabels(node, scope), service.Labels) }),
    ];

    internal static string RequireHost(ComposeNode node) => node.Text() is var name && ContainerSpec.IsHostname(name)
        ? name : throw new HclException(node.Place, $"'{name}' is no host name", "one has letters, digits, '-' and '.', 253 at most");

    private static IReadOnlyList<string> ReadCommand(ComposeNode node)
    {
        if (node.IsList)
            return node.Texts();
        return node.As(ComposeWords.Split);
    }

    private static string ReadFolder(ComposeNode node) =>
        node.Text() is ['/', ..] path ? path : throw new HclException(node.Place, $"the working directory '{node.Text()}' is not an absolute path", "begin it with '/'");

    // A name without a value has the environment's; without that it is no variable.
    private static List<KeyValuePair<string, string>> ReadVariables(ComposeNode node, ComposeScope scope) =>
        [.. node.Pairs().Select(pair => pair.Key.Length > 0 ? pair : throw new HclException(node.Place, "a variable has no name", "write NAME=VALUE")).Select(pair => (pair.Key, Value: pair.Value ?? scope.Variable(pair.Key))).Where(static pair => pair.Value is not null).Select(static pair => KeyValuePair.Create(pair.Key, pair.Value!))];

    private static List<KeyValuePair<string, string>> ReadFiles(ComposeNode node, ComposeScope scope)
    {
        var found = new List<KeyValuePair<string, string>>();
        foreach (var item in node.IsText ? [node] : node.Items)
        {
            var isRaw = false;
            var isRequired = true;
            var path = item.IsText ? item : item["path"] ?? throw item.Refuse("a path, or a map with 'path'");
            if (!item.IsText)
            {
                item.Fields("an entry of 'env_file'", ["path", "required", "format"]);
                isRequired = item["required"]?.Flag() ?? true;
                isRaw = item["format"] is not null;
                if (item["format"] is { } format && format.Text() != "raw")
                    throw new HclException(format.Place, $"the format '{format.Text()}' of a file of variables is not known", "write raw, or leave it out");
            }
            var file = scope.PathOf(path.Text());
            // What stands in a file before it goes before the environment, as in Compose.
            if (File.Exists(file))
                found.AddRange(isRaw ? ReadLines(file, path.Place) : DotEnv.ReadFile(file, name => found.FindLast(pair => pair.Key == name).Value ?? scope.Variable(name), path.Place));
            else if (isRequired)
                throw new HclException(path.Place, $"there is no file '{file}' of variables", "make it, or write required: false beside its path");
        }
        return found;
    }

    private static List<KeyValuePair<string, string>> ReadLabels(ComposeNode node, ComposeScope scope) =>
        [.. (node.IsText ? [node] : node.Items).SelectMany(item => scope.PathOf(item.Text()) is var file && File.Exists(file)
            ? DotEnv.ReadFile(file, scope.Variable, item.Place) : throw new HclException(item.Place, $"there is no file '{file}' of labels", "make it, or write the labels out"))];

    private static IEnumerable<KeyValuePair<string, string>> ReadLines(string file, SourcePlace use) => DotEnv.Open(file, use).Text.Split('\n').Select(static line => line.TrimEnd('\r'))
        .Where(static line => line.Length > 0 && line[0] != '#').Select(static line => line.Split('=', 2)).Where(static parts => parts.Length == 2).Select(static parts => KeyValuePair.Create(parts[0], parts[1]));

    private static Dictionary<string, string> Over(IEnumerable<KeyValuePair<string, string>> lower, IEnumerable<KeyValuePair<string, string>> upper)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in lower.Concat(upper))
            all[name] = value;
        return all;
    }
}

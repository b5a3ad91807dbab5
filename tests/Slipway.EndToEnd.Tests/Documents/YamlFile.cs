// SPDX-License-Identifier: Apache-2.0
using YamlDotNet.RepresentationModel;

namespace Slipway.EndToEnd.Tests.Documents;

/// <summary>A map of a YAML file that a page is made from. A key that nothing reads is an error.</summary>
internal sealed class YamlFile
{
    private readonly YamlMappingNode _node;
    private readonly string _path;
    private readonly HashSet<string> _unread;

    private YamlFile(YamlMappingNode node, string path)
    {
        (_node, _path) = (node, path);
        _unread = [.. node.Children.Keys.Select(static key => ((YamlScalarNode)key).Value!)];
    }

    /// <summary>Reads a file whose root is a map.</summary>
    public static YamlFile Read(string path)
    {
        using var text = File.OpenText(path);
        var stream = new YamlStream();
        stream.Load(text);
        return new((YamlMappingNode)stream.Documents[0].RootNode, path);
    }

    /// <summary>The maps of a list; none where the key is missing.</summary>
    public IReadOnlyList<YamlFile> Maps(string key) => Find(key) is YamlSequenceNode list ? [.. list.Select(item => new YamlFile((YamlMappingNode)item, _path))] : [];

    /// <summary>A text, or null.</summary>
    public string? Text(string key) => (Find(key) as YamlScalarNode)?.Value;

    /// <summary>A text that has to be there.</summary>
    public string Required(string key) => Text(key) ?? throw new InvalidDataException($"{_path}:{_node.Start.Line}: '{key}' is missing.");

    /// <summary>The texts of a list, or the one text that stands in its place.</summary>
    public IReadOnlyList<string> Texts(string key) => Find(key) switch
    {
        YamlSequenceNode list => [.. list.Select(static item => ((YamlScalarNode)item).Value!)],
        YamlScalarNode one => [one.Value!],
        _ => [],
    };

    /// <summary>The texts of a map, in its order.</summary>
    public IReadOnlyList<(string Key, string Value)> Pairs(string key) => Find(key) is YamlMappingNode map
        ? [.. map.Children.Select(static pair => (((YamlScalarNode)pair.Key).Value!, ((YamlScalarNode)pair.Value).Value!))] : [];

    /// <summary>Says that all was read.</summary>
    /// <exception cref="InvalidDataException">A key means nothing.</exception>
    public void End()
    {
        if (_unread.Count > 0)
            throw new InvalidDataException($"{_path}:{_node.Start.Line}: nothing reads '{string.Join("', '", _unread)}'.");
    }

    private YamlNode? Find(string key)
    {
        _unread.Remove(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }
}

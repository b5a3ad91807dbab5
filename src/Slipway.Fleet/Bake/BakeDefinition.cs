// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What Bake's and Compose's files say together: targets, groups and variables. Reading it runs nothing and touches no other file.</summary>
public sealed class BakeDefinition
{
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<BakeTarget> _targets = [];
    private readonly List<BakeGroup> _groups = [];

    private BakeDefinition(IReadOnlyList<BakeFile> files, BakeReadOptions options) => (Files, Options) = (files, options);

    /// <summary>The files, in the order in which they are merged.</summary>
    public IReadOnlyList<BakeFile> Files { get; }

    /// <summary>What was said beside them.</summary>
    public BakeReadOptions Options { get; }

    /// <summary>The names of the targets, in the order of the files.</summary>
    public IReadOnlyList<string> TargetNames => [.. _targets.Select(static target => target.Name)];

    /// <summary>The names of the groups, in the order of the files.</summary>
    public IReadOnlyList<string> GroupNames => [.. _groups.Select(static group => group.Name)];

    /// <summary>The variables, in the order of the files.</summary>
    public IReadOnlyList<BakeVariable> Variables { get; private set; } = [];

    /// <summary>What is wrong. Of several errors the first is found.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>Whether something is wrong that keeps the files from being used.</summary>
    public bool HasErrors => _diagnostics.Exists(static diagnostic => diagnostic.Severity == Severity.Error);

    internal IReadOnlyList<BakeTarget> Targets => _targets;

    internal IReadOnlyList<BakeGroup> Groups => _groups;

    /// <summary>Reads files as one definition; never throws for what stands in them: see <see cref="Diagnostics"/>.</summary>
    /// <param name="files">The files, in the order in which they are merged.</param>
    /// <param name="options">What is said beside them.</param>
    public static BakeDefinition Read(IReadOnlyList<BakeFile> files, BakeReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        var definition = new BakeDefinition(files, options);
        try
        {
            definition.Read();
        }
        catch (HclException e)
        {
            definition._diagnostics.Add(e.ToDiagnostic());
        }
        return definition;
    }

    /// <summary>The targets and groups that <paramref name="names"/> ask for, and what they stand on; without a name <c>default</c>.</summary>
    public BakeSelection Select(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new BakeSelector(this).Select(names);
    }

    /// <summary>A description of a target or group, or null.</summary>
    public string? DescriptionOf(string name) =>
        _targets.Find(target => target.Name == name)?.Text("description") ?? _groups.Find(group => group.Name == name)?.Description;

    private void Read()
    {
        var compose = Files.Where(static file => file.Syntax == BakeSyntax.Compose).Select(static file => file.Source).ToList();
        if (compose.Count > 0 && ComposeReader.Read(compose, Options, _diagnostics) is { } services)
        {
            _targets.AddRange(services.Targets);
            _groups.Add(services.Default);
        }
        var bodies = Files.Where(static file => file.Syntax != BakeSyntax.Compose)
            .Select(static file => file.Syntax == BakeSyntax.Json ? HclJsonParser.ReadFile(file.Source) : HclParser.ReadFile(file.Source)).ToList();
        if (bodies.Count == 0)
            return;
        CheckBlocks(bodies);
        var names = new BakeNames(bodies, Options);
        names.ResolveVariables();
        Variables = names.List();
        names.Blocks.Name();
        ReadBlocks(names);
        names.ResolveGlobals();
    }

    // Bake reads over them; whoever wrote one meant something.
    private void CheckBlocks(List<HclBody> bodies)
    {
        foreach (var block in bodies.SelectMany(static body => body.Blocks).Where(static block => !HclJsonParser.BlockLabels.TryGetValue(block.Type, out var labels) || labels == 0))
        {
            var known = HclJsonParser.BlockLabels.Where(static entry => entry.Value > 0).Select(static entry => entry.Key).ToList();
            _diagnostics.Add(Diagnostic.Warning(
                block.Place.Source, block.Place.Span, $"a Bake file has no blocks such as '{block.Type}', and Bake reads over it",
                Suggestion.Help(block.Type, known) ?? $"it has {string.Join(", ", known)}"));
        }
    }

    private void ReadBlocks(BakeNames names)
    {
        var reader = new BakeTargetReader(names, _diagnostics);
        foreach (var instance in names.Blocks.Instances)
        {
            if (instance.Block.Type == "group")
                Put(reader.ReadGroup(instance));
            else if (reader.ReadTarget(instance) is var target && _targets.Find(other => other.Name == target.Name) is { } lower)
                lower.Merge(target);
            else
                _targets.Add(target);
        }
        // A block that makes targets of other names is a group of them.
        foreach (var made in names.Blocks.Instances.Where(static instance => instance.Block.Type == "target").GroupBy(static instance => instance.Label))
        {
            var targets = made.Select(static instance => instance.Name).Distinct().ToList();
            if (targets.Count > 1 || targets[0] != made.Key)
                _groups.Add(new(made.Key, null, targets, made.First().Block.Labels[0].Place));
        }
    }

    // Of groups of one name the last stands.
    private void Put(BakeGroup group)
    {
        group = group with { Targets = [.. group.Targets.Distinct()] };
        var before = _groups.FindIndex(other => other.Name == group.Name);
        if (before >= 0)
            _groups[before] = group;
        else
            _groups.Add(group);
    }
}

// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using Slipway.Build;
using Slipway.Oci;

namespace Slipway.Cli.Commands.Building;

/// <summary>The words of Docker's build: which options there are, and the target that they describe.</summary>
internal sealed class DockerBuildWords
{
    private readonly Option<string[]> _tags = Many("--tag", "A name for the image (several may be given).", "NAME[:TAG]", "-t");
    private readonly Option<string?> _file = new("--file", "-f") { Description = "The Dockerfile; '-' reads it from standard input. [default: PATH/Dockerfile]", HelpName = "FILE" };
    private readonly Option<string[]> _args = Many("--build-arg", "A value for an ARG; NAME alone takes it from the environment.", "NAME[=VALUE]");
    private readonly Option<string[]> _labels = Many("--label", "A label for the image.", "NAME=VALUE");
    private readonly Option<string[]> _contexts = Many("--build-context", "Another context: a folder, an address of git or an archive, docker-image://…, oci-layout://…", "NAME=WHERE");
    private readonly Option<string[]> _secrets = Many("--secret", "A secret for RUN --mount=type=secret: id=NAME[,src=FILE] or id=NAME,env=VARIABLE.", "id=NAME,…");
    private readonly Option<string[]> _agents = Many("--ssh", "An SSH agent for RUN --mount=type=ssh and git over ssh: default for the running one, or ID=SOCKET or ID=KEY[,KEY].", "default|ID[=PATH,…]");
    private readonly Option<string?> _stage = new("--target") { Description = "The stage to build. [default: the last]", HelpName = "STAGE" };
    private readonly Option<string[]> _platforms = Many("--platform", "Platforms to build for, several by commas. [default: this machine's]", "OS/ARCH[/VARIANT]");
    private readonly Option<string[]> _outputs = Many("--output", "Where the image goes: a folder, '-', or type=image|local|tar|oci|docker[,dest=PATH]. [default: the local store]", "WHERE", "-o");
    private readonly Option<string?> _network = new("--network") { Description = "The network of RUN steps: host or none. [default: host]", HelpName = "host|none" };
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Run every step, whatever the cache holds." };
    private readonly Option<bool> _pull = new("--pull") { Description = "Look base images up in their registry even where the store has them." };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_tags, _file, _args, _stage, _platforms, _outputs, _labels, _contexts, _secrets, _agents, _network, _noCache, _pull];

    /// <summary>Whether the words ask for Docker's build and not for a fleet's.</summary>
    public bool AskForDockerfile(ParseResult words, string[] paths) =>
        words.GetValue(_tags) is { Length: > 0 } || words.GetValue(_file) is not null || (paths is [var path, ..] && DockerBuildContext.IsRemote(path));

    /// <summary>Opens the context that the words name.</summary>
    public Task<DockerBuildContext> OpenContextAsync(ParseResult words, string path, Session session, CancellationToken cancellationToken)
    {
        var access = new RemoteAccess { Secrets = ReadSecrets(words, session), SshAgents = ReadAgents(words, path, session) };
        var keeps = ReadArgs(words.GetValue(_args), session).GetValueOrDefault("BUILDKIT_CONTEXT_KEEP_GIT_DIR") is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return DockerBuildContext.OpenAsync(path, words.GetValue(_file), access, keeps ? GitFolderUse.Kept : GitFolderUse.Dropped, session, cancellationToken);
    }

    /// <summary>The target that the words describe.</summary>
    public BuildTarget Read(ParseResult words, DockerBuildContext context, string path, Session session)
    {
        return new()
        {
            Name = context.Name,
            Source = context.Source,
            Context = context.Folder,
            Contexts = Pairs(words.GetValue(_contexts), "--build-context").ToDictionary(static pair => pair.Name, pair => ReadContext(pair.Value, session)),
            Stage = words.GetValue(_stage),
            Args = ReadArgs(words.GetValue(_args), session),
            Labels = Pairs(words.GetValue(_labels), "--label").ToDictionary(static pair => pair.Name, static pair => pair.Value),
            Platforms = [.. Several(words.GetValue(_platforms)).Select(ReadPlatform)],
            Tags = [.. (words.GetValue(_tags) ?? []).Select(ReferenceArgument.ParseName)],
            Outputs = ReadOutputs(words.GetValue(_outputs), session),
            Secrets = ReadSecrets(words, session),
            SshAgents = ReadAgents(words, path, session),
            Network = words.GetValue(_network) switch
            {
                null or "host" or "default" => StepNetwork.Host,
                "none" => StepNetwork.None,
                var other => throw CommandException.Usage($"--network '{other}' is not supported; expected host or none."),
            },
            NoCache = words.GetValue(_noCache),
            Pull = words.GetValue(_pull),
        };
    }

    private static Dictionary<string, string> ReadArgs(string[]? words, Session session)
    {
        var args = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in words ?? [])
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word : word[..equals];
            if (name.Length == 0)
                throw CommandException.Usage($"--build-arg '{word}' has no name; expected NAME=VALUE or NAME.");
            // A name alone takes its value from the environment, and none where it isn't set, as with Docker.
            if (equals >= 0)
                args[name] = word[(equals + 1)..];
            else if (session.Variable(name) is { } value)
                args[name] = value;
        }
        // As with buildx: what the environment says of it holds for the build, unless the build is told otherwise.
        if (session.Variable("SOURCE_DATE_EPOCH") is { Length: > 0 } epoch)
            args.TryAdd("SOURCE_DATE_EPOCH", epoch);
        return args;
    }

    private static NamedContext ReadContext(string text, Session session) =>
        NamedContext.TryParse(text, session.WorkingFolder, out var context, out var problem) ? context : throw CommandException.Usage($"{problem}.");

    private static Platform ReadPlatform(string text) => Platform.TryParse(text, out var platform)
        ? platform
        : throw CommandException.Usage($"'{text}' is not a platform; expected os/architecture[/variant], such as linux/amd64 or linux/arm/v7.");

    private static IReadOnlyList<BuildOutput> ReadOutputs(string[]? words, Session session) => words is not { Length: > 0 } ? [new ImageStoreOutput()]
        : [.. words.Select(word => BuildOutput.TryParse(word, session.WorkingFolder, out var output, out var problem) ? output : throw CommandException.Usage($"{problem}."))];

    private Dictionary<string, SecretSource> ReadSecrets(ParseResult words, Session session) =>
        (words.GetValue(_secrets) ?? []).Select(text => ReadSecret(text, session)).ToDictionary(static secret => secret.Id, static secret => secret.Source);

    private Dictionary<string, SshSource> ReadAgents(ParseResult words, string path, Session session)
    {
        var agents = new Dictionary<string, SshSource>(StringComparer.Ordinal);
        foreach (var text in words.GetValue(_agents) ?? [])
        {
            if (!SshSource.TryParse(text, session.WorkingFolder, session.Variable, out var id, out var source, out var problem))
                throw CommandException.Usage($"--ssh: {problem}.");
            agents[id] = source;
        }
        // As with Docker, a context that is reached over ssh has the running agent without being asked for it.
        if (NamedContext.TryParse(path, session.WorkingFolder, out var context, out _) && context is GitContext { Source.Remote.Scheme: "ssh" }
            && SshSource.TryParse("default", session.WorkingFolder, session.Variable, out var name, out var running, out _))
            agents.TryAdd(name, running);
        return agents;
    }

    private static (string Id, SecretSource Source) ReadSecret(string text, Session session)
    {
        var fields = Pairs(text.Split(','), "--secret").ToDictionary(static pair => pair.Name, static pair => pair.Value);
        if (fields.Keys.FirstOrDefault(static key => key is not ("id" or "src" or "source" or "env" or "type")) is { } unknown)
            throw CommandException.Usage($"'{unknown}' in --secret '{text}' is not supported; expected id, src or env.");
        if (!fields.TryGetValue("id", out var id) || id.Length == 0)
            throw CommandException.Usage($"--secret '{text}' has no id; expected id=NAME,src=FILE or id=NAME,env=VARIABLE.");
        if ((fields.GetValueOrDefault("src") ?? fields.GetValueOrDefault("source")) is { } file)
            return (id, new SecretFile(Path.GetFullPath(file, session.WorkingFolder)));
        // Docker: the variable of the id's name where it is set, else the file of that name.
        return fields.GetValueOrDefault("env") is { } variable ? (id, new SecretVariable(variable))
            : session.Variable(id) is not null ? (id, new SecretVariable(id))
            : (id, new SecretFile(Path.GetFullPath(id, session.WorkingFolder)));
    }

    private static IEnumerable<(string Name, string Value)> Pairs(string[]? words, string option)
    {
        foreach (var word in words ?? [])
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            yield return equals > 0 ? (word[..equals], word[(equals + 1)..]) : throw CommandException.Usage($"{option} '{word}' is not NAME=VALUE.");
        }
    }

    private static IEnumerable<string> Several(string[]? words) =>
        (words ?? []).SelectMany(static word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static Option<string[]> Many(string name, string description, string value, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = value };
}

// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Net;
using Slipway.Build;

namespace Slipway.Cli.Commands.Building;

/// <summary>The words of Docker's build: which options there are, and the target that they describe.</summary>
internal sealed class DockerBuildWords
{
    private readonly Option<string[]> _tags = Many("--tag", "A name for the image (several may be given). Example: -t app:1.0", "NAME[:TAG]", "-t");
    private readonly Option<string?> _file = new("--file", "-f") { Description = "The Dockerfile; '-' reads it from standard input. [default: PATH/Dockerfile] Example: -f api/Dockerfile", HelpName = "FILE" };
    private readonly Option<string[]> _args = Many("--build-arg", "A value for an ARG; NAME alone takes it from the environment. Example: --build-arg VERSION=1.0", "NAME[=VALUE]");
    private readonly Option<string[]> _labels = Many("--label", "A label for the image. Example: --label org.opencontainers.image.version=1.0", "NAME=VALUE");
    private readonly Option<string[]> _contexts = Many("--build-context", "Another context: a folder, an address of git or an archive, docker-image://…, oci-layout://… Example: --build-context shared=../shared", "NAME=WHERE");
    private readonly Option<string[]> _secrets = Many("--secret", "A secret for RUN --mount=type=secret: id=NAME[,src=FILE] or id=NAME,env=VARIABLE. Example: --secret id=token,env=TOKEN", "id=NAME,…");
    private readonly Option<string[]> _agents = Many("--ssh", "An SSH agent for RUN --mount=type=ssh and git over ssh: default for the running one, or ID=SOCKET or ID=KEY[,KEY]. Example: --ssh default", "default|ID[=PATH,…]");
    private readonly Option<string?> _stage = new("--target") { Description = "The stage to build. [default: the last] Example: --target test", HelpName = "STAGE" };
    private readonly Option<string[]> _platforms = Many("--platform", "Platforms to build for, several by commas. [default: this machine's] Example: --platform linux/amd64,linux/arm64", "OS/ARCH[/VARIANT]");
    private readonly Option<string?> _network = new("--network") { Description = "The network of RUN steps: host or none. [default: host] Example: --network none", HelpName = "host|none" };
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Run every step, whatever the cache holds. Example: slipway build --no-cache ." };
    private readonly Option<string[]> _noCacheStages = Many("--no-cache-filter", "Stages whose steps run whatever the cache holds, several by commas. Example: --no-cache-filter build,test", "STAGE");
    private readonly Option<string[]> _addedHosts = Many("--add-host", "A name for the /etc/hosts of RUN steps. Example: --add-host db.local:10.0.0.5", "NAME:ADDRESS");
    private readonly Option<bool> _pull = new("--pull") { Description = "Look base images up in their registry even where the store has them. Example: slipway build --pull -t app:1.0 ." };

    /// <summary>The options, in the order of help.</summary>
    public IEnumerable<Option> Options => [_tags, _file, _args, _stage, _platforms, _labels, _contexts, _secrets, _agents, _network, _addedHosts, _noCache, _noCacheStages, _pull];

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
            Labels = ReadLabels(words.GetValue(_labels)),
            Platforms = PlatformOption.Read(words.GetValue(_platforms)),
            Tags = [.. (words.GetValue(_tags) ?? []).Select(ReferenceArgument.ParseName)],
            Secrets = ReadSecrets(words, session),
            SshAgents = ReadAgents(words, path, session),
            Network = words.GetValue(_network) switch
            {
                null or "default" => StepNetwork.Default,
                "host" => StepNetwork.Host,
                "none" => StepNetwork.None,
                var other => throw CommandException.Usage($"--network '{other}' is not supported; expected host or none."),
            },
            NoCache = words.GetValue(_noCache),
            NoCacheStages = [.. Several(words.GetValue(_noCacheStages))],
            ExtraHosts = ReadHosts(words.GetValue(_addedHosts)),
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

    // A label without a value is an empty one, as with Docker; the later of one name wins.
    private static Dictionary<string, string> ReadLabels(string[]? words)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Pairs((words ?? []).Select(static word => word.Contains('=', StringComparison.Ordinal) ? word : word + "="), "--label"))
            labels[name] = value;
        return labels;
    }

    private static NamedContext ReadContext(string text, Session session) =>
        NamedContext.TryParse(text, session.WorkingFolder, out var context, out var problem) ? context : throw CommandException.Usage($"{problem}.");

    private static Dictionary<string, IPAddress> ReadHosts(string[]? words)
    {
        var hosts = new Dictionary<string, IPAddress>(StringComparer.Ordinal);
        foreach (var word in words ?? [])
        {
            // NAME=ADDRESS, or Docker's older NAME:ADDRESS, where an IPv6 address may stand in brackets.
            var at = word.IndexOfAny(['=', ':']);
            var (name, address) = at > 0 ? (word[..at], word[(at + 1)..].Trim('[', ']')) : ("", "");
            if (address == "host-gateway")
                throw CommandException.Usage($"--add-host '{word}': host-gateway is not supported.", "steps have the host's own network, so name its address, such as 127.0.0.1");
            if (name.Length == 0 || !IPAddress.TryParse(address, out var parsed))
                throw CommandException.Usage($"--add-host '{word}' is not NAME:ADDRESS, such as db.local:10.0.0.5.");
            hosts[name] = parsed;
        }
        return hosts;
    }

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
        var type = fields.GetValueOrDefault("type");
        if (type is not (null or "file" or "env"))
            throw CommandException.Usage($"'type={type}' in --secret '{text}' is neither file nor env.");
        var source = fields.GetValueOrDefault("src") ?? fields.GetValueOrDefault("source");
        // With type=env Docker reads src as the variable's name too.
        if (type == "env" || (source is null && fields.ContainsKey("env")))
            return (id, new SecretVariable(fields.GetValueOrDefault("env") ?? source ?? id));
        // Docker: the variable of the id's name where it is set, else the file of that name.
        if (source is null && type is null && session.Variable(id) is not null)
            return (id, new SecretVariable(id));
        var file = Path.GetFullPath(source ?? id, session.WorkingFolder);
        return File.Exists(file) ? (id, new SecretFile(file)) : throw CommandException.Usage($"--secret '{text}': there is no file '{source ?? id}'.", "name it with src=FILE, or a variable with env=VARIABLE");
    }

    private static IEnumerable<(string Name, string Value)> Pairs(IEnumerable<string>? words, string option)
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

// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Cli;

/// <summary>The commands of Docker's that aren't here, each with the reason and with what takes its place.</summary>
internal static class RefusedCommands
{
    private const string NoSwarm = "containers and modules run on one machine; past that, Kubernetes runs them.";
    private const string NoNetworks = "each container has a network of its own, and what is opened in it is said when it is made.";
    private const string NoDaemon = "there is no daemon, so there is none to choose.";
    private const string NoInstances = "there are no builder instances to keep, every build is this program's own.";
    private const string OneStore = "images of several platforms are indexes in the store, like every other image.";
    private const string ComposeIsAFleet = "a Compose file is a fleet, named by --fleet or found in the folder.";
    private const string NoScanner = "nothing here knows of vulnerabilities yet.";
    private const string Scan = "slipway save IMAGE -o image.tar, then 'trivy image --input image.tar' or 'grype docker-archive:image.tar'; slipway verify proves which packages are in it and which aren't";

    private static readonly Dictionary<string, (string Reason, string Instead)> Known = new(StringComparer.Ordinal)
    {
        ["builder"] = ("there is one builder, this program.", "slipway build builds; slipway prune frees what the build cache takes"),
        ["builder build"] = ("there is one builder, this program.", "slipway build"),
        ["builder prune"] = ("there is one builder, this program.", "slipway prune; --filter until=24h and --max-storage 20GB say how much of the build cache"),
        ["buildx create"] = (NoInstances, "slipway build; for other platforms slipway setup --emulation; with a builder of buildx slipway build --engine buildx --builder NAME"),
        ["buildx rm"] = (NoInstances, "slipway buildx prune empties the build cache"),
        ["buildx stop"] = (NoInstances, "a build ends with its process"),
        ["buildx use"] = (NoInstances, "slipway build; with a builder of buildx slipway build --engine buildx --builder NAME"),
        ["checkpoint"] = ("a program that was ended begins anew.", "slipway pause and unpause halt one; slipway commit keeps its files"),
        ["compose"] = (ComposeIsAFleet, "slipway up --fleet compose.yaml"),
        ["compose build"] = (ComposeIsAFleet, "slipway build --fleet compose.yaml"),
        ["compose config"] = (ComposeIsAFleet, "slipway build --print --fleet compose.yaml shows what is built"),
        ["compose down"] = (ComposeIsAFleet, "slipway down --fleet compose.yaml"),
        ["compose exec"] = (ComposeIsAFleet, "slipway exec PROJECT-SERVICE-1 COMMAND"),
        ["compose logs"] = (ComposeIsAFleet, "slipway logs -f PROJECT-SERVICE-1"),
        ["compose ps"] = (ComposeIsAFleet, "slipway ps"),
        ["compose up"] = (ComposeIsAFleet, "slipway up --fleet compose.yaml"),
        ["config"] = (NoSwarm, "slipway run --mount type=bind,source=FILE,target=/FILE,readonly IMAGE"),
        ["context"] = (NoDaemon, "$SLIPWAY_HOME says where images and containers are; slipway build --load finds Docker's own context"),
        ["events"] = ("nobody watches what commands do.", "slipway ps -a, slipway logs -f NAME, and slipway registry audit say what happened"),
        ["info"] = ("there is no daemon to ask.", "slipway df shows what takes room, slipway ps -a what runs, slipway setup --emulation --check which platforms"),
        ["manifest"] = (OneStore, "slipway index create and slipway index inspect"),
        ["manifest annotate"] = (OneStore, "slipway build --annotation, or slipway index create with images that say their platform"),
        ["manifest create"] = (OneStore, "slipway index create -t NAME IMAGE IMAGE"),
        ["manifest inspect"] = (OneStore, "slipway index inspect --remote NAME; --raw for its bytes"),
        ["manifest push"] = (OneStore, "slipway index create -t NAME sends it; slipway push NAME sends one of the store"),
        ["manifest rm"] = (OneStore, "slipway rmi NAME"),
        ["network"] = (NoNetworks, "slipway run --link NAME reaches another container by its name, --network egress the world, --network host is the host's, -p opens a port"),
        ["network connect"] = (NoNetworks, "slipway run --link NAME IMAGE"),
        ["network create"] = (NoNetworks, "slipway run --link NAME IMAGE"),
        ["network inspect"] = (NoNetworks, "slipway inspect CONTAINER shows its ports and links"),
        ["network ls"] = (NoNetworks, "slipway ps shows open ports"),
        ["node"] = (NoSwarm, "slipway module list"),
        ["plugin"] = ("nothing is loaded into this program.", "leave it out"),
        ["sbom"] = ("no list of packages is written yet.", "slipway verify proves which packages are in an image; slipway save IMAGE -o image.tar, then 'syft docker-archive:image.tar'"),
        ["scan"] = (NoScanner, Scan),
        ["scout"] = (NoScanner, Scan),
        ["search"] = ("registries have no common way to be searched.", "slipway pull NAME fetches what was found on hub.docker.com; curl http://HOST/v2/_catalog lists a registry of your own"),
        ["secret"] = (NoSwarm, "slipway build --secret for a step; for what runs, slipway run -e or a file mounted read-only"),
        ["service"] = (NoSwarm, "slipway module install, or slipway run -d --restart always"),
        ["service logs"] = (NoSwarm, "slipway module logs NAME, or slipway logs NAME"),
        ["service ls"] = (NoSwarm, "slipway module list, or slipway ps"),
        ["service scale"] = (NoSwarm, "run several, each with -p of its own"),
        ["stack"] = (NoSwarm, "slipway up --fleet compose.yaml"),
        ["stack deploy"] = (NoSwarm, "slipway up --fleet compose.yaml"),
        ["stack rm"] = (NoSwarm, "slipway down"),
        ["swarm"] = (NoSwarm, "slipway serve keeps modules on this machine"),
        ["system events"] = ("nobody watches what commands do.", "slipway ps -a, slipway logs -f NAME, and slipway registry audit say what happened"),
        ["system info"] = ("there is no daemon to ask.", "slipway df shows what takes room, slipway ps -a what runs, slipway setup --emulation --check which platforms"),
        ["system prune"] = ("containers, images and volumes are freed one kind at a time.", "slipway container prune, then slipway prune -a; slipway volume prune for volumes"),
        ["trust"] = ("images are not signed here yet.", "slipway policy check says what is let in; pin images by their digests; slipway referrers lists signatures that others made"),
        ["version"] = ("there is no daemon whose version might differ.", "slipway --version"),
        ["volume update"] = (NoSwarm, "slipway volume create makes another"),
    };

    /// <summary>Whether a command line that begins with this word is refused.</summary>
    public static bool Has(string word) => Known.ContainsKey(word);

    /// <summary>All of them, commands of groups by both words.</summary>
    public static IReadOnlyCollection<string> Paths => Known.Keys;

    /// <summary>What is said of a command: the nearest that is known of its first two words.</summary>
    /// <param name="path">The command.</param>
    /// <param name="words">The words behind it.</param>
    public static (string Path, string Reason, string Instead) Of(string path, IReadOnlyList<string> words)
    {
        var longer = words.Count > 0 ? $"{path} {words[0]}" : path;
        var known = Known.ContainsKey(longer) ? longer : path;
        return (known, Known[known].Reason, Known[known].Instead);
    }
}

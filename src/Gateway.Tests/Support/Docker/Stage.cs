namespace Gateway.Tests.Support.Docker;

/// <summary>One stage of the Dockerfile.</summary>
public sealed record Stage(string Name, string From)
{
    /// <summary>Keyword and text of each instruction, line continuations joined, without the options of RUN and HEALTHCHECK.</summary>
    public IList<(string Keyword, string Text)> Instructions { get; } = [];

    /// <summary>The text of an instruction that stands once.</summary>
    public string TextOf(string keyword) => Instructions.Single(instruction => instruction.Keyword == keyword).Text;
}

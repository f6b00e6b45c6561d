namespace Demo.AuthServer.Pages;

/// <summary>Says something, and leads nowhere.</summary>
internal sealed record MessagePage(string Title, string Message) : HtmlPage(Title)
{
    protected override string Body => $"<p>{Text(Message)}</p>";
}

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>App</name>
    <message>
        <source>There is room again: everything is saved.</source>
        <translation>又有空间了：全部内容已保存。</translation>
    </message>
    <message>
        <source>Tessera cannot use its folder {path}: {reason}.</source>
        <translation>Tessera 无法使用其文件夹 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Tessera is running already but does not answer. End it first.</source>
        <translation>Tessera 已在运行，但没有响应。请先结束它。</translation>
    </message>
    <message>
        <source>Something went wrong in Tessera: {problem}. Your chats are safe.</source>
        <translation>Tessera 出了点问题：{problem}。您的对话是安全的。</translation>
    </message>
    <message>
        <source>The trace is saved: {path}</source>
        <translation>轨迹已保存：{path}</translation>
    </message>
    <message>
        <source>The preset is in use; out of range and left out: {what}</source>
        <translation>预设已启用；以下数值超出范围，未采用：{what}</translation>
    </message>
</context>
<context>
    <name>Balance</name>
    <message>
        <source>confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>likeness</source>
        <translation>相似度</translation>
    </message>
    <message>
        <source>score</source>
        <translation>得分</translation>
    </message>
</context>
<context>
    <name>BiasList</name>
    <message>
        <source>none; for example  yes=2 | #198=-5</source>
        <translation>无；例如 yes=2 | #198=-5</translation>
    </message>
</context>
<context>
    <name>Chat</name>
    <message>
        <source>A reply is being written here. Wait for its end, or stop it.</source>
        <translation>这里正在生成回复。请等它结束，或先停止。</translation>
    </message>
    <message>
        <source>No token can be swapped here: part of this text was written by hand.</source>
        <translation>这里的词元无法替换：这段文字中有手写的部分。</translation>
    </message>
    <message>
        <source>Open a model first: it goes on from the token you choose.</source>
        <translation>请先打开一个模型：它会从您选的词元继续写下去。</translation>
    </message>
    <message>
        <source>The model in use has other tokens than the one that wrote this. Open {model} to swap.</source>
        <translation>当前模型的词元与写下这段文字的模型不同。请打开 {model} 再替换。</translation>
    </message>
    <message>
        <source>that model</source>
        <translation>那个模型</translation>
    </message>
</context>
<context>
    <name>ChatList</name>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>Notebook</source>
        <translation>笔记本</translation>
    </message>
    <message>
        <source>A tiny model to start with and to look inside; for real conversations load a larger one (Ctrl+L).</source>
        <translation>一个用来入门和观察内部的微型模型；要认真对话，请加载更大的模型（Ctrl+L）。</translation>
    </message>
    <message>
        <source>What would you like to talk about?</source>
        <translation>想聊点什么？</translation>
    </message>
    <message>
        <source>What does temperature do?</source>
        <translation>温度有什么作用？</translation>
    </message>
    <message>
        <source>Tell me a story about a dragon who is afraid of the dark</source>
        <translation>给我讲一个怕黑的龙的故事</translation>
    </message>
    <message>
        <source>你好，什么是词元？</source>
        <translation>你好，什么是词元？</translation>
    </message>
    <message>
        <source>My name is Ada</source>
        <translation>我叫小安</translation>
    </message>
    <message>
        <source>A text that you and the model write together, without a template: write, and the model goes on from there.</source>
        <translation>您和模型一起写的一段文本，不用模板：您写开头，模型接着写下去。</translation>
    </message>
    <message>
        <source>Once upon a time</source>
        <translation>从前</translation>
    </message>
</context>
<context>
    <name>ChatRow</name>
    <message>
        <source>Name of the chat</source>
        <translation>对话名称</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
</context>
<context>
    <name>Chats</name>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Continuations, one a line; a space at the beginning counts</source>
        <translation>续写，每行一个；开头的空格也算在内</translation>
    </message>
    <message>
        <source>Raw: without the chat template</source>
        <translation>原始：不使用对话模板</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Try an example</source>
        <translation>试试示例</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Reading… {share}</source>
        <translation>正在读取… {share}</translation>
    </message>
    <message>
        <source>Bars of probability will stand here, one for each continuation.</source>
        <translation>这里将显示概率条，每个续写一条。</translation>
    </message>
    <message>
        <source>Shares among each other, after {n} tokens of prompt</source>
        <translation>相互之间的占比，位于 {n} 个词元的提示词之后</translation>
    </message>
</context>
<context>
    <name>Comparing</name>
    <message>
        <source>There is no prompt yet.</source>
        <translation>还没有提示词。</translation>
    </message>
    <message>
        <source>Write two continuations or more, one a line.</source>
        <translation>请写两个或更多续写，每行一个。</translation>
    </message>
    <message>
        <source>Compare at most {n} continuations at once.</source>
        <translation>一次最多比较 {n} 个续写。</translation>
    </message>
    <message>
        <source>A continuation has at most {n} characters.</source>
        <translation>每个续写最多 {n} 个字符。</translation>
    </message>
    <message>
        <source>A wonderful film: I laughed, I cried, and I want to see it again.</source>
        <translation>精彩的电影：我笑了，也哭了，还想再看一遍。</translation>
    </message>
    <message>
        <source>Positive</source>
        <translation>正面</translation>
    </message>
    <message>
        <source>Negative</source>
        <translation>负面</translation>
    </message>
    <message>
        <source>Review: {review}
Sentiment:</source>
        <translation>影评：{review}
情感：</translation>
    </message>
    <message>
        <source>Review: Two hours of boredom.
Sentiment: Negative

Review: The best cast in years.
Sentiment: Positive

Review: I left before the end.
Sentiment: Negative

</source>
        <translation>影评：两个小时的无聊。
情感：负面

影评：多年来最好的阵容。
情感：正面

影评：没看完我就走了。
情感：负面

</translation>
    </message>
    <message>
        <source>Is this film review positive or negative? Answer with one word.

{review}</source>
        <translation>这条影评是正面的还是负面的？请用一个词回答。

{review}</translation>
    </message>
    <message>
        <source>Film review, zero-shot</source>
        <translation>影评，零样本</translation>
    </message>
    <message>
        <source>Film review, few-shot</source>
        <translation>影评，少样本</translation>
    </message>
    <message>
        <source>Film review, as a chat</source>
        <translation>影评，以对话形式</translation>
    </message>
    <message>
        <source>Compare continuations</source>
        <translation>比较续写</translation>
    </message>
    <message>
        <source>Which of several texts does the model find likelier after a prompt? Asked about labels, it classifies without any training.</source>
        <translation>在一段提示词之后，模型认为哪段文字更可能出现？若问的是标签，它无需任何训练就能分类。</translation>
    </message>
    <message>
        <source>log-probability {total} · per token {mean} · {n} tokens</source>
        <translation>对数概率 {total} · 每个词元 {mean} · {n} 个词元</translation>
    </message>
    <message>
        <source>Continuations</source>
        <translation>续写</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>1 token</source>
        <translation>1 个词元</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>Write, and the model goes on from there…</source>
        <translation>写点什么，模型会接着写下去…</translation>
    </message>
    <message>
        <source>Write a message…</source>
        <translation>输入消息…</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Enter sends, Shift+Enter begins a new line</source>
        <translation>Enter 发送，Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Write on</source>
        <translation>续写</translation>
    </message>
    <message>
        <source>Let the model write on (Enter)</source>
        <translation>让模型继续写（Enter）</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop the reply (Esc)</source>
        <translation>停止回复（Esc）</translation>
    </message>
    <message>
        <source>Send (Enter)</source>
        <translation>发送（Enter）</translation>
    </message>
</context>
<context>
    <name>ComputerView</name>
    <message>
        <source>Search these models</source>
        <translation>搜索这些模型</translation>
    </message>
    <message>
        <source>Hidden ones too</source>
        <translation>也显示隐藏的</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Details…</source>
        <translation>详情…</translation>
    </message>
    <message>
        <source>Reveal</source>
        <translation>定位</translation>
    </message>
    <message>
        <source>Show it in its folder</source>
        <translation>在其文件夹中显示</translation>
    </message>
    <message>
        <source>To trash…</source>
        <translation>移到回收站…</translation>
    </message>
    <message>
        <source>No groups</source>
        <translation>不分组</translation>
    </message>
    <message>
        <source>By architecture</source>
        <translation>按架构</translation>
    </message>
    <message>
        <source>By publisher</source>
        <translation>按发布者</translation>
    </message>
    <message>
        <source>By where from</source>
        <translation>按来源</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Models on this computer</source>
        <translation>这台电脑上的模型</translation>
    </message>
    <message>
        <source>Enter opens a model</source>
        <translation>Enter 打开模型</translation>
    </message>
    <message>
        <source>Looking for models… {n} so far</source>
        <translation>正在查找模型… 已找到 {n} 个</translation>
    </message>
    <message>
        <source>No models were found. Add a folder with GGUF files, or find models to download.</source>
        <translation>没有找到模型。请添加含有 GGUF 文件的文件夹，或查找可下载的模型。</translation>
    </message>
    <message>
        <source>{shown} of {total} models</source>
        <translation>{shown} / {total} 个模型</translation>
    </message>
    <message>
        <source>Show again</source>
        <translation>重新显示</translation>
    </message>
    <message>
        <source>This model comes with Tessera. It can be hidden.</source>
        <translation>此模型随 Tessera 附带，可以隐藏。</translation>
    </message>
    <message>
        <source>It belongs to another program. Remove it there, or hide it here.</source>
        <translation>它属于另一个程序。请在那里删除，或在这里隐藏。</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Move “{name}” to the trash?</source>
        <translation>将“{name}”移到回收站？</translation>
    </message>
</context>
<context>
    <name>Context</name>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>Context window</source>
        <translation>上下文窗口</translation>
    </message>
    <message>
        <source>Everything the model reads before it writes, in order. What is cached needs no reading; when the window is full, whole turns leave, the oldest first.</source>
        <translation>模型动笔之前读到的全部内容，按顺序排列。已缓存的无需再读；窗口满了，就从最早的开始整轮移出。</translation>
    </message>
    <message>
        <source>Parts of the prompt</source>
        <translation>提示词的组成部分</translation>
    </message>
</context>
<context>
    <name>ContextBar</name>
    <message>
        <source>Context window</source>
        <translation>上下文窗口</translation>
    </message>
    <message>
        <source>No model is loaded</source>
        <translation>没有加载模型</translation>
    </message>
    <message>
        <source>this message: {n} tokens; a click goes there</source>
        <translation>此消息：{n} 个词元；点击可前往</translation>
    </message>
    <message>
        <source>free: {n}</source>
        <translation>空闲：{n}</translation>
    </message>
    <message>
        <source>already evaluated: {n}</source>
        <translation>已求值：{n}</translation>
    </message>
    <message>
        <source>system</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>history</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>this reply</source>
        <translation>此回复</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>草稿</translation>
    </message>
    <message>
        <source>reserve</source>
        <translation>预留</translation>
    </message>
    <message>
        <source>{used} of {window}</source>
        <translation>{used} / {window}</translation>
    </message>
    <message>
        <source>{n} cached</source>
        <translation>已缓存 {n}</translation>
    </message>
</context>
<context>
    <name>ContextPage</name>
    <message>
        <source>Part</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>已缓存</translation>
    </message>
    <message>
        <source>Read next</source>
        <translation>待读取</translation>
    </message>
    <message>
        <source>When full</source>
        <translation>窗口满时</translation>
    </message>
    <message>
        <source>leaves first</source>
        <translation>最先移出</translation>
    </message>
    <message>
        <source>What fills the window will be listed here once a model is loaded.</source>
        <translation>加载模型后，这里将列出占用窗口的内容。</translation>
    </message>
    <message>
        <source>{used} of {window} tokens · {cached} cached · {fresh} to be read · {reserve} kept for the reply · {free} free</source>
        <translation>{used} / {window} 个词元 · 已缓存 {cached} · 待读取 {fresh} · 为回复预留 {reserve} · 空闲 {free}</translation>
    </message>
</context>
<context>
    <name>Cut</name>
    <message>
        <source>{stage}: not allowed here</source>
        <translation>{stage}：此处不允许</translation>
    </message>
    <message>
        <source>{stage}: {measure} {value}, limit {limit}</source>
        <translation>{stage}：{measure} {value}，界限 {limit}</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位次</translation>
    </message>
    <message>
        <source>cumulative</source>
        <translation>累计</translation>
    </message>
    <message>
        <source>share of the likeliest</source>
        <translation>占最可能者的比例</translation>
    </message>
    <message>
        <source>logit</source>
        <translation>logit</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>surprise in bits</source>
        <translation>惊讶度（比特）</translation>
    </message>
    <message>
        <source>repeated tokens</source>
        <translation>重复的词元</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>bytes</source>
        <translation>字节</translation>
    </message>
    <message>
        <source>log-probability</source>
        <translation>对数概率</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>惊讶度</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>选出方式</translation>
    </message>
    <message>
        <source>none: it prints nothing</source>
        <translation>无：它不输出任何内容</translation>
    </message>
    <message>
        <source>{n} nats, raw</source>
        <translation>{n} 奈特，原始值</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>未记录</translation>
    </message>
    <message>
        <source>{n} ms after the question</source>
        <translation>提问后 {n} 毫秒</translation>
    </message>
    <message>
        <source>those at the beginning of the reply</source>
        <translation>回复开始时的设置</translation>
    </message>
    <message>
        <source>number {n} of this reply</source>
        <translation>此回复的第 {n} 组</translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>Search the metadata</source>
        <translation>搜索元数据</translation>
    </message>
    <message>
        <source>The whole value</source>
        <translation>完整的值</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>对话模板</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>键</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Metadata</source>
        <translation>元数据</translation>
    </message>
    <message>
        <source>The usual one</source>
        <translation>常用模板</translation>
    </message>
    <message>
        <source>This model brings no chat template.</source>
        <translation>此模型不带对话模板。</translation>
    </message>
    <message>
        <source>Reading the file…</source>
        <translation>正在读取文件…</translation>
    </message>
    <message>
        <source>Each token of context takes {size} more.</source>
        <translation>上下文每增加一个词元，多占 {size}。</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <source>GGUF models (*.gguf);;All files (*)</source>
        <translation>GGUF 模型 (*.gguf);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Export this chat</source>
        <translation>导出此对话</translation>
    </message>
    <message>
        <source>Markdown (*.md);;JSON with all versions (*.json)</source>
        <translation>Markdown (*.md);;含全部版本的 JSON (*.json)</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>{path} is there already. Choose another name.</source>
        <translation>{path} 已存在。请换一个名称。</translation>
    </message>
    <message>
        <source>Chat offline with any GGUF model, and see its tokens.</source>
        <translation>用任意 GGUF 模型离线对话，并看到其中的词元。</translation>
    </message>
    <message>
        <source>MIT licence. Nothing leaves this machine.</source>
        <translation>MIT 许可证。任何内容都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>About Tessera</source>
        <translation>关于 Tessera</translation>
    </message>
    <message>
        <source>The chat could not be written to {path}: {reason}.</source>
        <translation>对话无法写入 {path}：{reason}。</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助手</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>已中断</translation>
    </message>
</context>
<context>
    <name>DieBar</name>
    <message>
        <source>No die was thrown.</source>
        <translation>没有掷骰子。</translation>
    </message>
    <message>
        <source>The die fell at {u}; {text} reaches from {begin} to {end}.</source>
        <translation>骰子落在 {u}；{text} 占据 {begin} 到 {end}。</translation>
    </message>
    <message>
        <source>others</source>
        <translation>其他</translation>
    </message>
</context>
<context>
    <name>DownloadsView</name>
    <message>
        <source>Nothing is being downloaded, and nothing waits.</source>
        <translation>没有正在下载或等待下载的内容。</translation>
    </message>
</context>
<context>
    <name>DragHandle</name>
    <message>
        <source>Move {stage}</source>
        <translation>移动 {stage}</translation>
    </message>
    <message>
        <source>Drag, or press Alt and an arrow key</source>
        <translation>拖动，或按 Alt 加方向键</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Message text</source>
        <translation>消息文本</translation>
    </message>
    <message>
        <source>Saved as a new version; the old one stays.</source>
        <translation>将保存为新版本；旧版本保留。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Chat with a model on this computer</source>
        <translation>与这台电脑上的模型对话</translation>
    </message>
    <message>
        <source>Open a GGUF model file, or drop one here. Nothing leaves this machine.</source>
        <translation>打开一个 GGUF 模型文件，或将它拖放到这里。任何内容都不会离开这台电脑。</translation>
    </message>
    <message>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
</context>
<context>
    <name>EntropyRibbon</name>
    <message>
        <source>Entropy along the chat: the stronger, the more open. A press goes there.</source>
        <translation>整个对话的熵：颜色越深，选择越开放。点击可前往该处。</translation>
    </message>
</context>
<context>
    <name>Explain</name>
    <message>
        <source>What is this: {terms}</source>
        <translation>这是什么：{terms}</translation>
    </message>
</context>
<context>
    <name>Fault</name>
    <message>
        <source>A part of {path} is damaged and cannot be read. Other chats may still open.</source>
        <translation>{path} 有一部分已损坏，无法读取。其他对话也许仍能打开。</translation>
    </message>
    <message>
        <source>It is not recorded in which batches this reply was evaluated, so that cannot be repeated. Ask how much it differs with today&apos;s batches.</source>
        <translation>没有记录此回复是按哪些批次求值的，因此无法重现。请改为查询它与今天的批次相差多少。</translation>
    </message>
    <message>
        <source>Line {line}, column {column}: {reason}.</source>
        <translation>第 {line} 行第 {column} 列：{reason}。</translation>
    </message>
    <message>
        <source>Loading {name} was cancelled.</source>
        <translation>已取消加载 {name}。</translation>
    </message>
    <message>
        <source>No model is loaded yet. Open a model file first.</source>
        <translation>还没有加载模型。请先打开一个模型文件。</translation>
    </message>
    <message>
        <source>No token is left to choose from: the grammar, the banned words and the stages exclude all of them. Loosen one of them.</source>
        <translation>没有可选的词元了：语法、禁用词和各环节把它们全部排除了。请放宽其中一项。</translation>
    </message>
    <message>
        <source>Tessera is offline, so nothing was fetched. Switch offline off to go on.</source>
        <translation>Tessera 处于离线状态，因此没有获取任何内容。关闭离线后可继续。</translation>
    </message>
    <message>
        <source>The JSON schema cannot be used. Line {line}, column {column}: {reason}.</source>
        <translation>此 JSON Schema 无法使用。第 {line} 行第 {column} 列：{reason}。</translation>
    </message>
    <message>
        <source>The chat has {tokens} tokens; the context window holds {window}.</source>
        <translation>此对话有 {tokens} 个词元；上下文窗口可容纳 {window} 个。</translation>
    </message>
    <message>
        <source>The chat template of this model cannot be used: {reason}.</source>
        <translation>此模型的对话模板无法使用：{reason}。</translation>
    </message>
    <message>
        <source>The chat template of this model did not finish within {seconds} seconds.</source>
        <translation>此模型的对话模板未能在 {seconds} 秒内完成。</translation>
    </message>
    <message>
        <source>The chat template of this model does not work: {reason}.</source>
        <translation>此模型的对话模板无法工作：{reason}。</translation>
    </message>
    <message>
        <source>The chat template of this model leaves the messages out.</source>
        <translation>此模型的对话模板遗漏了消息。</translation>
    </message>
    <message>
        <source>The chat template of this model writes more than {megabytes} MB of text.</source>
        <translation>此模型的对话模板输出了超过 {megabytes} MB 的文本。</translation>
    </message>
    <message>
        <source>The chats could not be read or written: {reason}. What was stored before is safe.</source>
        <translation>对话无法读取或写入：{reason}。此前保存的内容是安全的。</translation>
    </message>
    <message>
        <source>The context window is full: the chat needs {tokens} of {window} tokens. Let the oldest turns leave, or start a new chat.</source>
        <translation>上下文窗口已满：对话需要 {tokens} 个词元，窗口为 {window} 个。请让最早的轮次移出，或开始新对话。</translation>
    </message>
    <message>
        <source>The engine belongs to another version of Tessera: it said &quot;{said}&quot;. Install Tessera again.</source>
        <translation>引擎属于另一个版本的 Tessera：它说“{said}”。请重新安装 Tessera。</translation>
    </message>
    <message>
        <source>The engine could not be started: {reason}. Install Tessera again.</source>
        <translation>引擎无法启动：{reason}。请重新安装 Tessera。</translation>
    </message>
    <message>
        <source>The engine could not do this.</source>
        <translation>引擎无法完成此操作。</translation>
    </message>
    <message>
        <source>The engine did not understand a request: {problem}.</source>
        <translation>引擎没有理解一个请求：{problem}。</translation>
    </message>
    <message>
        <source>The engine had to be stopped. Start it again.</source>
        <translation>引擎不得不停止。请重新启动它。</translation>
    </message>
    <message>
        <source>The engine keeps no records of this reply ({name}). Load them again.</source>
        <translation>引擎没有保留此回复的记录（{name}）。请重新加载它们。</translation>
    </message>
    <message>
        <source>The engine probably ran out of memory ({how}). Choose a smaller model or quantisation, a shorter context, or close other programs; then start it again.</source>
        <translation>引擎可能耗尽了内存（{how}）。请选择更小的模型或量化、更短的上下文，或关闭其他程序；然后重新启动引擎。</translation>
    </message>
    <message>
        <source>The engine stopped unexpectedly ({how}): {last}. Start it again.</source>
        <translation>引擎意外停止（{how}）：{last}。请重新启动它。</translation>
    </message>
    <message>
        <source>The engine uses an instruction that this processor does not have ({how}): it was built for another one. Install Tessera anew on this machine.</source>
        <translation>引擎使用了此处理器没有的指令（{how}）：它是为另一种处理器构建的。请在这台电脑上重新安装 Tessera。</translation>
    </message>
    <message>
        <source>The file name &quot;{name}&quot; is not safe, so it was not downloaded.</source>
        <translation>文件名“{name}”不安全，因此没有下载。</translation>
    </message>
    <message>
        <source>The file with your chats is damaged and could not be opened. It was kept as {kept}; a new one was begun.</source>
        <translation>保存对话的文件已损坏，无法打开。它已保留为 {kept}；已开始一个新文件。</translation>
    </message>
    <message>
        <source>The folder {name} cannot be read: {reason}.</source>
        <translation>文件夹 {name} 无法读取：{reason}。</translation>
    </message>
    <message>
        <source>The grammar cannot be used. Line {line}, column {column}: {reason}.</source>
        <translation>此语法无法使用。第 {line} 行第 {column} 列：{reason}。</translation>
    </message>
    <message>
        <source>The grammar does not let this token come here. Choose another one, or take the grammar out of the settings.</source>
        <translation>语法不允许此词元出现在这里。请换一个，或从设置中去掉语法。</translation>
    </message>
    <message>
        <source>The graphics driver failed ({how}): {last}. Start the engine again; if it happens again, update the driver or set GPU layers to 0.</source>
        <translation>显卡驱动程序出错（{how}）：{last}。请重新启动引擎；若再次发生，请更新驱动程序或将 GPU 层数设为 0。</translation>
    </message>
    <message>
        <source>The library could not do this.</source>
        <translation>模型库无法完成此操作。</translation>
    </message>
    <message>
        <source>The library did not understand a request: {problem}.</source>
        <translation>模型库没有理解一个请求：{problem}。</translation>
    </message>
    <message>
        <source>The model computes NaN: its weights are damaged. Download it again.</source>
        <translation>模型算出了 NaN：其权重已损坏。请重新下载。</translation>
    </message>
    <message>
        <source>The model could not be evaluated: {reason}.</source>
        <translation>无法对模型求值：{reason}。</translation>
    </message>
    <message>
        <source>The order of the stages cannot be used: {name} comes twice or cannot be moved.</source>
        <translation>各环节的顺序无法使用：{name} 出现了两次，或不能移动。</translation>
    </message>
    <message>
        <source>The preset could not be saved to {path}: {reason}. Choose another place.</source>
        <translation>预设无法保存到 {path}：{reason}。请换一个位置。</translation>
    </message>
    <message>
        <source>The reply does not follow the grammar: it strays from it at its token {place}. Write it anew, or take the grammar out of the settings.</source>
        <translation>回复不符合语法：从第 {place} 个词元起偏离。请重新生成，或从设置中去掉语法。</translation>
    </message>
    <message>
        <source>The server has another file than announced under the name {name}: {got_bytes} instead of {expected_bytes} bytes. Look at the repository again.</source>
        <translation>服务器上名为 {name} 的文件与公布的不同：{got_bytes} 字节，而非 {expected_bytes} 字节。请再查看该仓库。</translation>
    </message>
    <message>
        <source>The token cannot be kept: {reason}. Unlock or install the system&apos;s keyring; nothing was written anywhere else.</source>
        <translation>令牌无法保存：{reason}。请解锁或安装系统密钥环；没有写到其他任何地方。</translation>
    </message>
    <message>
        <source>The tokens of this reply were not recorded with this model, so nothing can be changed between them. Continue the reply, or edit its text.</source>
        <translation>此回复的词元不是用此模型记录的，因此无法在其间更改。请继续回复，或编辑其文本。</translation>
    </message>
    <message>
        <source>There is not enough memory for this way of searching. Choose fewer beams or candidates, a smaller maximum length, or load the model with a shorter context.</source>
        <translation>内存不足以进行这种搜索。请减少束数或候选数、缩短最大长度，或以更短的上下文加载模型。</translation>
    </message>
    <message>
        <source>There is not enough room for {name}: it needs {needed_bytes} more bytes and {free_bytes} are free. Make room, then resume; what has come is kept.</source>
        <translation>没有足够空间存放 {name}：还需要 {needed_bytes} 字节，可用 {free_bytes} 字节。请腾出空间再继续；已下载的部分会保留。</translation>
    </message>
    <message>
        <source>There is nothing to go on from. Write the beginning of a text first.</source>
        <translation>没有可以续写的内容。请先写下文本的开头。</translation>
    </message>
    <message>
        <source>This cannot be done at that place of the chat.</source>
        <translation>对话的这个位置无法这样做。</translation>
    </message>
    <message>
        <source>This chat is not there any more.</source>
        <translation>此对话已不存在。</translation>
    </message>
    <message>
        <source>This could not be done.</source>
        <translation>无法完成此操作。</translation>
    </message>
    <message>
        <source>This could not be saved: another program holds {path}. Close it and try again.</source>
        <translation>无法保存：另一个程序占用着 {path}。请关闭它再试。</translation>
    </message>
    <message>
        <source>This could not be saved: the disk is full. Everything saved before is safe. Free some space and go on.</source>
        <translation>无法保存：磁盘已满。此前保存的内容都是安全的。请腾出一些空间再继续。</translation>
    </message>
    <message>
        <source>This could not be saved: {path} may not be written. Everything saved before is safe. Check the rights of the file and of its folder.</source>
        <translation>无法保存：{path} 不可写入。此前保存的内容都是安全的。请检查该文件及其文件夹的权限。</translation>
    </message>
    <message>
        <source>This message has {tokens} tokens; the context window has room for {window}. Shorten it, or load the model with a larger context.</source>
        <translation>此消息有 {tokens} 个词元；上下文窗口可容纳 {window} 个。请缩短它，或以更大的上下文加载模型。</translation>
    </message>
    <message>
        <source>This model cannot be used: {reason}.</source>
        <translation>此模型无法使用：{reason}。</translation>
    </message>
    <message>
        <source>This reply has no trace: how it was made was not recorded in full. Regenerate it, then save the trace of the new one.</source>
        <translation>此回复没有轨迹：生成过程未完整记录。请重新生成，再保存新回复的轨迹。</translation>
    </message>
    <message>
        <source>What finds and fetches models stopped unexpectedly ({how}). Try again: it is started anew, and what was downloaded is kept.</source>
        <translation>查找和下载模型的程序意外停止（{how}）。请再试一次：它会重新启动，已下载的内容会保留。</translation>
    </message>
    <message>
        <source>Your preferences could not be read. They were kept as {kept}; defaults are in use.</source>
        <translation>您的偏好设置无法读取。它们已保留为 {kept}；正在使用默认值。</translation>
    </message>
    <message>
        <source>Your preferences could not be saved to {path}: {reason}.</source>
        <translation>您的偏好设置无法保存到 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Your preferences in {path} could not be read: {reason}. Defaults are in use.</source>
        <translation>无法读取 {path} 中的偏好设置：{reason}。正在使用默认值。</translation>
    </message>
    <message>
        <source>llama.cpp cannot be used: {reason}. Install Tessera again.</source>
        <translation>llama.cpp 无法使用：{reason}。请重新安装 Tessera。</translation>
    </message>
    <message>
        <source>llama.cpp stopped at one of its own checks ({how}): {check}. Start it again; if it happens again with this model, its file may be damaged.</source>
        <translation>llama.cpp 在自身的一项检查处停止（{how}）：{check}。请重新启动；若用此模型再次发生，其文件可能已损坏。</translation>
    </message>
    <message>
        <source>{host} asks to wait because it was asked too often. Try again in some minutes.</source>
        <translation>{host} 因请求过于频繁而要求等待。请过几分钟再试。</translation>
    </message>
    <message>
        <source>{host} cannot be reached: {reason}. Check the network, then try again.</source>
        <translation>无法连接 {host}：{reason}。请检查网络后再试。</translation>
    </message>
    <message>
        <source>{host} could not be asked: {reason}.</source>
        <translation>无法向 {host} 查询：{reason}。</translation>
    </message>
    <message>
        <source>{host} does not let {name} be fetched without a valid access token. Make one in your account there and enter it in Tessera.</source>
        <translation>没有有效的访问令牌，{host} 不允许获取 {name}。请在您的账户中创建一个，并在 Tessera 中输入。</translation>
    </message>
    <message>
        <source>{host} has a problem of its own ({reason}). Try again later.</source>
        <translation>{host} 自身出了问题（{reason}）。请稍后再试。</translation>
    </message>
    <message>
        <source>{host} has no {name}. It may have been renamed, removed or made private.</source>
        <translation>{host} 上没有 {name}。它可能已被重命名、删除或设为私有。</translation>
    </message>
    <message>
        <source>{host} sends from one address to the next without end. Try another source.</source>
        <translation>{host} 不停地从一个地址跳转到下一个。请换一个来源。</translation>
    </message>
    <message>
        <source>{host} stopped answering. Try again later; what has come is kept.</source>
        <translation>{host} 停止了响应。请稍后再试；已下载的部分会保留。</translation>
    </message>
    <message>
        <source>{name} belongs to {owner}. Remove it there.</source>
        <translation>{name} 属于 {owner}。请在那里删除它。</translation>
    </message>
    <message>
        <source>{name} cannot be read: {reason}.</source>
        <translation>{name} 无法读取：{reason}。</translation>
    </message>
    <message>
        <source>{name} cannot be written: {reason}.</source>
        <translation>{name} 无法写入：{reason}。</translation>
    </message>
    <message>
        <source>{name} cannot chat: {reason}. Choose a text generation model.</source>
        <translation>{name} 不能对话：{reason}。请选择文本生成模型。</translation>
    </message>
    <message>
        <source>{name} could not be downloaded: {reason}.</source>
        <translation>{name} 无法下载：{reason}。</translation>
    </message>
    <message>
        <source>{name} could not be removed: {reason}.</source>
        <translation>{name} 无法删除：{reason}。</translation>
    </message>
    <message>
        <source>{name} does not fit into memory. Choose a smaller model or quantisation, or a shorter context in the settings.</source>
        <translation>内存装不下 {name}。请选择更小的模型或量化，或在设置中缩短上下文。</translation>
    </message>
    <message>
        <source>{name} does not fit this version: {reason}. Look for a conversion that does, or for a newer Tessera.</source>
        <translation>{name} 不适合此版本：{reason}。请寻找合适的转换版本，或更新 Tessera。</translation>
    </message>
    <message>
        <source>{name} ends early: it is incomplete, probably a broken download. Download it again.</source>
        <translation>{name} 提前结束：它不完整，可能是下载中断。请重新下载。</translation>
    </message>
    <message>
        <source>{name} holds no preset that Tessera can read: {reason}.</source>
        <translation>{name} 中没有 Tessera 能读取的预设：{reason}。</translation>
    </message>
    <message>
        <source>{name} is being downloaded already.</source>
        <translation>{name} 已在下载。</translation>
    </message>
    <message>
        <source>{name} is damaged: {reason}. Download it again or choose another file.</source>
        <translation>{name} 已损坏：{reason}。请重新下载或选择其他文件。</translation>
    </message>
    <message>
        <source>{name} is damaged: {reason}. The engine stopped over it ({how}). Download it again or choose another file.</source>
        <translation>{name} 已损坏：{reason}。引擎因此停止（{how}）。请重新下载或选择其他文件。</translation>
    </message>
    <message>
        <source>{name} is no trace that can be opened: {reason}.</source>
        <translation>{name} 不是可以打开的轨迹：{reason}。</translation>
    </message>
    <message>
        <source>{name} is not a GGUF model file: {reason}. Choose another file.</source>
        <translation>{name} 不是 GGUF 模型文件：{reason}。请选择其他文件。</translation>
    </message>
    <message>
        <source>{name} is one part of a model in several files. Put all of them into one folder, with the names they were published under, and open the first.</source>
        <translation>{name} 是多文件模型的一部分。请将所有部分以发布时的名称放入同一文件夹，再打开第一个。</translation>
    </message>
    <message>
        <source>{name} is only given to people who have accepted its terms. Accept them at {address}, then try again.</source>
        <translation>{name} 只提供给已接受其条款的人。请在 {address} 接受条款后再试。</translation>
    </message>
    <message>
        <source>{name} is there already, and it is another file. Move or remove it first.</source>
        <translation>{name} 已存在，且是另一个文件。请先移走或删除它。</translation>
    </message>
    <message>
        <source>{name} is {value}; it must be between {low} and {high}.</source>
        <translation>{name} 为 {value}；它必须在 {low} 到 {high} 之间。</translation>
    </message>
    <message>
        <source>{name} uses the architecture &quot;{architecture}&quot;, which this version does not know. A newer Tessera may; until then choose another model.</source>
        <translation>{name} 使用架构“{architecture}”，此版本不认识它。更新的 Tessera 也许可以；在此之前请选择其他模型。</translation>
    </message>
    <message>
        <source>{name} was damaged or replaced on the way: its SHA-256 is {got}, published is {expected}. It was set aside as {aside}. Download it again.</source>
        <translation>{name} 在传输途中损坏或被替换：其 SHA-256 为 {got}，公布的是 {expected}。它已另存为 {aside}。请重新下载。</translation>
    </message>
    <message>
        <source>{path} cannot be opened: {reason}. Check that its folder exists and is yours.</source>
        <translation>{path} 无法打开：{reason}。请检查其文件夹存在且属于您。</translation>
    </message>
    <message>
        <source>{path} was written by a newer Tessera (schema {found}; this one knows {known}). It was left untouched. Open it with the newer version.</source>
        <translation>{path} 由更新的 Tessera 写成（结构版本 {found}；此版本认识 {known}）。它未被改动。请用更新的版本打开。</translation>
    </message>
</context>
<context>
    <name>FetchRow</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Cancel and remove</source>
        <translation>取消并删除</translation>
    </message>
    <message>
        <source>Here: {path}</source>
        <translation>位于：{path}</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>Paused · {sizes}</source>
        <translation>已暂停 · {sizes}</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/秒</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this chat</source>
        <translation>在此对话中查找</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配</translation>
    </message>
    <message>
        <source>Shift+Enter</source>
        <translation>Shift+Enter</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} / {count}</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
</context>
<context>
    <name>FindView</name>
    <message>
        <source>Words to look for on the hub</source>
        <translation>要在模型中心查找的词</translation>
    </message>
    <message>
        <source>Search the hub</source>
        <translation>搜索模型中心</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>While this is on, nothing at all is fetched</source>
        <translation>开启时，不会获取任何内容</translation>
    </message>
    <message>
        <source>Hub…</source>
        <translation>模型中心…</translation>
    </message>
    <message>
        <source>Models that can be downloaded</source>
        <translation>可下载的模型</translation>
    </message>
    <message>
        <source>About the model</source>
        <translation>关于此模型</translation>
    </message>
    <message>
        <source>Show its files</source>
        <translation>显示其文件</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Most downloads</source>
        <translation>下载最多</translation>
    </message>
    <message>
        <source>Most likes</source>
        <translation>点赞最多</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Good to begin with</source>
        <translation>适合入门</translation>
    </message>
    <message>
        <source>Found on the hub</source>
        <translation>在模型中心找到</translation>
    </message>
    <message>
        <source>{n} downloads</source>
        <translation>{n} 次下载</translation>
    </message>
    <message>
        <source>terms must be accepted</source>
        <translation>须接受条款</translation>
    </message>
    <message>
        <source>Recommended: {why}</source>
        <translation>推荐：{why}</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>许可证：{licence}</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>未说明</translation>
    </message>
    <message>
        <source>Its terms must be accepted at {address} before it can be fetched.</source>
        <translation>须先在 {address} 接受其条款才能获取。</translation>
    </message>
    <message>
        <source>Asking {address}</source>
        <translation>正在查询 {address}</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有找到任何内容。</translation>
    </message>
    <message>
        <source>Asked last: {address}</source>
        <translation>上次查询：{address}</translation>
    </message>
    <message>
        <source>Nothing is fetched before you ask for it.</source>
        <translation>在您要求之前，不会获取任何内容。</translation>
    </message>
</context>
<context>
    <name>FoldersButton</name>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Which folders are searched for models</source>
        <translation>在哪些文件夹中查找模型</translation>
    </message>
    <message>
        <source>Downloads go here</source>
        <translation>下载到这里</translation>
    </message>
    <message>
        <source>Search it no longer; its files stay</source>
        <translation>不再搜索它；其中的文件保留</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Add a folder of models</source>
        <translation>添加模型文件夹</translation>
    </message>
</context>
<context>
    <name>Glossary</name>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>A piece of text from the model&apos;s vocabulary: a word, a part of one, a sign, or some bytes of a character. Models read and write nothing else.</source>
        <translation>模型词表中的一段文本：一个词、词的一部分、一个符号，或某个字符的几个字节。模型只读写词元。</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>Cuts text into tokens. Each model family has its own, so the same text may be another number of tokens to another model.</source>
        <translation>把文本切分为词元。各模型家族有自己的分词器，同一文本对不同模型可能是不同数量的词元。</translation>
    </message>
    <message>
        <source>Vocabulary</source>
        <translation>词表</translation>
    </message>
    <message>
        <source>All tokens that a model knows, each with a number, its id. At each step every one of them gets a probability.</source>
        <translation>模型认识的全部词元，每个都有编号，即 ID。每一步，其中每个词元都会得到一个概率。</translation>
    </message>
    <message>
        <source>Logit</source>
        <translation>Logit</translation>
    </message>
    <message>
        <source>The raw score that the model gives a token. Only differences between logits matter; softmax turns them into probabilities.</source>
        <translation>模型给词元的原始分数。只有 logit 之间的差才有意义；softmax 把它们变成概率。</translation>
    </message>
    <message>
        <source>Softmax</source>
        <translation>Softmax</translation>
    </message>
    <message>
        <source>Makes probabilities of logits: e to the power of each, divided by the sum of all. They are positive and add up to 1.</source>
        <translation>把 logit 变成概率：各取 e 的该次方，再除以总和。结果都为正，且总和为 1。</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>How likely the model finds a token here, between 0 and 1. Over the whole vocabulary the probabilities add up to 1.</source>
        <translation>模型认为该词元在此处有多可能，介于 0 和 1 之间。整个词表的概率总和为 1。</translation>
    </message>
    <message>
        <source>Log-probability</source>
        <translation>对数概率</translation>
    </message>
    <message>
        <source>The natural logarithm of a probability: 0 is certain, and the lower, the less likely. Those of a text&apos;s tokens add up.</source>
        <translation>概率的自然对数：0 表示确定，越低越不可能。一段文本各词元的对数概率可以相加。</translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation>惊讶度</translation>
    </message>
    <message>
        <source>Minus the logarithm of the probability. In bits: 1 bit is a probability of one half, each further bit halves it again.</source>
        <translation>概率的对数取负。以比特计：1 比特对应概率二分之一，每多 1 比特概率再减半。</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>The token&apos;s place among all candidates in order of their probability; 1 is the likeliest.</source>
        <translation>词元在所有候选中按概率排列的位置；1 为最可能。</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>The surprise to be expected before the choice: 0 bit where one token is certain, 1 bit where two are equally likely.</source>
        <translation>选择之前预期的惊讶度：某个词元确定时为 0 比特，两个词元同样可能时为 1 比特。</translation>
    </message>
    <message>
        <source>Perplexity</source>
        <translation>困惑度</translation>
    </message>
    <message>
        <source>e to the power of the mean surprise in nats: among how many equally likely tokens the model seems to choose. Comparable only with the same tokenizer.</source>
        <translation>e 的平均惊讶度（奈特）次方：模型仿佛在多少个同样可能的词元中选择。只有分词器相同才可比较。</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Drawing the next token at random, each with its probability. Stages may cut or reshape the distribution before.</source>
        <translation>按概率随机抽取下一个词元。此前，各环节可以裁剪或改变分布。</translation>
    </message>
    <message>
        <source>Greedy decoding</source>
        <translation>贪心解码</translation>
    </message>
    <message>
        <source>Always takes the likeliest token. It needs no die, and easily falls into repetition.</source>
        <translation>总是取最可能的词元。无需掷骰子，但容易陷入重复。</translation>
    </message>
    <message>
        <source>Die and seed</source>
        <translation>骰子与种子</translation>
    </message>
    <message>
        <source>A random number between 0 and 1 falls on the candidates laid end to end and picks one. The same seed gives the same numbers.</source>
        <translation>把候选首尾相接地排开，一个 0 到 1 之间的随机数落在哪个上就选哪个。相同的种子给出相同的随机数。</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Divides the logits before softmax. Below 1 sharpens the distribution, above 1 flattens it; towards 0 it becomes the likeliest token.</source>
        <translation>在 softmax 之前除以 logit。小于 1 使分布更尖锐，大于 1 更平坦；趋于 0 时就是取最可能的词元。</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Keeps the k likeliest tokens, however the probability is spread among them.</source>
        <translation>保留最可能的 k 个词元，不论概率在其间如何分布。</translation>
    </message>
    <message>
        <source>Top-p, nucleus</source>
        <translation>Top-p（核采样）</translation>
    </message>
    <message>
        <source>Keeps the likeliest tokens until together they reach p: few where the model is sure, many where it is not.</source>
        <translation>从最可能的开始保留词元，直到合计达到 p：模型有把握时很少，没把握时很多。</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Drops tokens less likely than a share of the likeliest one&apos;s probability.</source>
        <translation>丢弃概率低于最可能词元概率某一比例的词元。</translation>
    </message>
    <message>
        <source>Typical</source>
        <translation>典型采样</translation>
    </message>
    <message>
        <source>Keeps the tokens whose surprise is nearest to the entropy until together they reach a probability. The likeliest may be cut.</source>
        <translation>保留惊讶度最接近熵的词元，直到合计达到某个概率。最可能的词元也可能被剔除。</translation>
    </message>
    <message>
        <source>Top-n-sigma</source>
        <translation>Top-n-sigma</translation>
    </message>
    <message>
        <source>Keeps tokens whose logit lies within n standard deviations of the highest.</source>
        <translation>保留 logit 与最高值相差不超过 n 倍标准差的词元。</translation>
    </message>
    <message>
        <source>XTC</source>
        <translation>XTC</translation>
    </message>
    <message>
        <source>Excludes top choices: now and then, of all tokens above a threshold, only the least likely one is left.</source>
        <translation>排除首选（exclude top choices）：不时地，在所有超过阈值的词元中只留下最不可能的一个。</translation>
    </message>
    <message>
        <source>DRY</source>
        <translation>DRY</translation>
    </message>
    <message>
        <source>Don&apos;t repeat yourself: lowers a token that would go on with a passage that stood before, the more the longer the passage.</source>
        <translation>不要重复（don&apos;t repeat yourself）：降低会延续前文段落的词元，段落越长降得越多。</translation>
    </message>
    <message>
        <source>Penalties</source>
        <translation>惩罚</translation>
    </message>
    <message>
        <source>Lower the logits of tokens that came recently: by a factor, once (presence), or for each time (frequency).</source>
        <translation>降低最近出现过的词元的 logit：按倍数、只降一次（存在），或每次出现都降（频率）。</translation>
    </message>
    <message>
        <source>No repeated n-gram</source>
        <translation>禁止重复 n-gram</translation>
    </message>
    <message>
        <source>Forbids a token that would complete a sequence of n tokens that was there before. Names that must come again suffer.</source>
        <translation>禁止会凑成已出现过的 n 个词元序列的词元。必须再次出现的名称会受影响。</translation>
    </message>
    <message>
        <source>Mirostat</source>
        <translation>Mirostat</translation>
    </message>
    <message>
        <source>Steers the cut after each token so that the surprise stays near a target.</source>
        <translation>在每个词元之后调整裁剪，使惊讶度保持在目标附近。</translation>
    </message>
    <message>
        <source>Adaptive-p</source>
        <translation>Adaptive-p</translation>
    </message>
    <message>
        <source>Prefers tokens whose probability is near a target, which moves with what was chosen before.</source>
        <translation>偏好概率接近目标的词元；目标随此前的选择而变动。</translation>
    </message>
    <message>
        <source>Grammar</source>
        <translation>语法</translation>
    </message>
    <message>
        <source>Rules that the text must follow. Tokens that would break them are not allowed.</source>
        <translation>文本必须遵守的规则。会违反规则的词元不被允许。</translation>
    </message>
    <message>
        <source>Logit bias</source>
        <translation>Logit 偏置</translation>
    </message>
    <message>
        <source>A number added to the logit of one token: above 0 makes it likelier, below 0 less likely.</source>
        <translation>加到某个词元 logit 上的数：大于 0 使它更可能，小于 0 使它更不可能。</translation>
    </message>
    <message>
        <source>Banned words</source>
        <translation>禁用词</translation>
    </message>
    <message>
        <source>Texts that are never written: where one would begin, its token is taken back and another is drawn.</source>
        <translation>永不写出的文本：它将要开始时，收回该词元并重新抽取。</translation>
    </message>
    <message>
        <source>Beam search</source>
        <translation>束搜索</translation>
    </message>
    <message>
        <source>Follows several beginnings side by side and keeps those whose whole is likeliest. No die is thrown.</source>
        <translation>并行跟踪多个开头，保留整体最可能的那些。不掷骰子。</translation>
    </message>
    <message>
        <source>Contrastive search</source>
        <translation>对比搜索</translation>
    </message>
    <message>
        <source>Takes the candidate that best balances its probability against its likeness to what is there already.</source>
        <translation>选取在自身概率与和已有内容的相似度之间权衡最好的候选。</translation>
    </message>
    <message>
        <source>Context window</source>
        <translation>上下文窗口</translation>
    </message>
    <message>
        <source>How many tokens the model can see at once, the reply among them. What falls out of it, the model no longer knows.</source>
        <translation>模型一次能看到的词元数，包括回复。移出窗口的内容，模型就不再知道。</translation>
    </message>
    <message>
        <source>KV cache</source>
        <translation>键值缓存</translation>
    </message>
    <message>
        <source>Keys and values of attention for the tokens already read. What is cached need not be computed again.</source>
        <translation>已读词元在注意力中的键和值。已缓存的无需重新计算。</translation>
    </message>
    <message>
        <source>Prefill</source>
        <translation>预填充</translation>
    </message>
    <message>
        <source>Reading the prompt, many tokens at a time, before the first token of the reply.</source>
        <translation>在回复的第一个词元之前读取提示词，一次处理许多词元。</translation>
    </message>
    <message>
        <source>Chat template</source>
        <translation>对话模板</translation>
    </message>
    <message>
        <source>Writes the messages as one text with marks for who speaks, as the model saw it in training.</source>
        <translation>把消息写成一段文本，用标记表明谁在说话，与模型训练时所见一致。</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Text before the first message that tells the model how to answer. To the model it is tokens like all others.</source>
        <translation>第一条消息之前的文本，告诉模型如何回答。对模型来说，它和其他词元一样。</translation>
    </message>
    <message>
        <source>Base and chat model</source>
        <translation>基础模型与对话模型</translation>
    </message>
    <message>
        <source>A base model goes on with any text. A chat model was trained further to answer messages.</source>
        <translation>基础模型会续写任何文本。对话模型经过进一步训练，用来回答消息。</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Stores weights with fewer bits: smaller and often quicker, at some loss of quality.</source>
        <translation>用更少的比特存储权重：更小，通常也更快，但质量有所损失。</translation>
    </message>
    <message>
        <source>GGUF</source>
        <translation>GGUF</translation>
    </message>
    <message>
        <source>The file format of llama.cpp: weights, tokenizer and metadata, in one file or several parts.</source>
        <translation>llama.cpp 的文件格式：权重、分词器和元数据，存于一个文件或分为几部分。</translation>
    </message>
    <message>
        <source>Hallucination</source>
        <translation>幻觉</translation>
    </message>
    <message>
        <source>Text that sounds right and is not true. A high probability says that words are usual here, not that they are true.</source>
        <translation>听起来正确却不真实的文本。高概率只表示这样的词在此处常见，并不表示真实。</translation>
    </message>
    <message>
        <source>Embedding</source>
        <translation>嵌入</translation>
    </message>
    <message>
        <source>The row of numbers that stands for a token inside the model. Tokens used alike tend to have similar ones.</source>
        <translation>在模型内部代表词元的一列数。用法相似的词元往往有相似的嵌入。</translation>
    </message>
    <message>
        <source>Position</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>A token&apos;s place in the context. The model must be told it, since attention by itself knows no order.</source>
        <translation>词元在上下文中的位置。必须告诉模型，因为注意力本身不知道顺序。</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>注意力</translation>
    </message>
    <message>
        <source>Lets each token draw on the others. In a model that writes from left to right, only on itself and those before it.</source>
        <translation>让每个词元从其他词元获取信息。在从左到右书写的模型中，只能来自自身和前面的词元。</translation>
    </message>
    <message>
        <source>Encoder and decoder</source>
        <translation>编码器与解码器</translation>
    </message>
    <message>
        <source>An encoder reads a whole text in both directions; a decoder writes from left to right. Chat models mostly are decoders only, translators often have both.</source>
        <translation>编码器双向读取整段文本；解码器从左到右书写。对话模型大多只有解码器，翻译模型常两者兼有。</translation>
    </message>
</context>
<context>
    <name>GlossaryPage</name>
    <message>
        <source>Glossary</source>
        <translation>术语表</translation>
    </message>
    <message>
        <source>What the words of the field mean.</source>
        <translation>这一领域的用语是什么意思。</translation>
    </message>
    <message>
        <source>Search the glossary</source>
        <translation>搜索术语表</translation>
    </message>
    <message>
        <source>No term has these words.</source>
        <translation>没有术语含有这些词。</translation>
    </message>
</context>
<context>
    <name>HubDialog</name>
    <message>
        <source>Hub</source>
        <translation>模型中心</translation>
    </message>
    <message>
        <source>Forget the token</source>
        <translation>忘记令牌</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <source>A token is kept in the system&apos;s keyring.</source>
        <translation>令牌已保存在系统密钥环中。</translation>
    </message>
    <message>
        <source>Only for models with terms. It is kept in the system&apos;s keyring.</source>
        <translation>仅用于有条款的模型。它保存在系统密钥环中。</translation>
    </message>
</context>
<context>
    <name>Kept</name>
    <message>
        <source>No model is ready to be asked: open the reply&apos;s own.</source>
        <translation>没有可供询问的模型：请打开此回复所用的模型。</translation>
    </message>
    <message>
        <source>This text has no records: no model wrote it.</source>
        <translation>此文本没有记录：它不是模型写的。</translation>
    </message>
    <message>
        <source>{name} wrote this with another vocabulary: open it to ask.</source>
        <translation>{name} 用另一个词表写下了它：请打开该模型再询问。</translation>
    </message>
    <message>
        <source>The settings this reply was written with were not kept.</source>
        <translation>写此回复时的设置没有保留。</translation>
    </message>
    <message>
        <source>The model cannot read this reply&apos;s records.</source>
        <translation>模型无法读取此回复的记录。</translation>
    </message>
</context>
<context>
    <name>LadderView</name>
    <message>
        <source>raw</source>
        <translation>原始</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>剔除</translation>
    </message>
</context>
<context>
    <name>Leanings</name>
    <message>
        <source>Ban</source>
        <translation>禁用</translation>
    </message>
    <message>
        <source>Takes 100 from its logit. For a text wherever it stands, see Banned words.</source>
        <translation>从其 logit 中减去 100。要在任何位置禁止一段文本，请用“禁用词”。</translation>
    </message>
    <message>
        <source>Boost</source>
        <translation>提升</translation>
    </message>
    <message>
        <source>Adds 1 to its logit each time: about 2.7 times as likely.</source>
        <translation>每次给其 logit 加 1：可能性约为原来的 2.7 倍。</translation>
    </message>
    <message>
        <source>Leave alone</source>
        <translation>不干预</translation>
    </message>
    <message>
        <source>Takes its bias back</source>
        <translation>撤回其偏置</translation>
    </message>
    <message>
        <source>its bias: {n}</source>
        <translation>其偏置：{n}</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>next layer: L</source>
        <translation>下一图层：L</translation>
    </message>
    <message>
        <source>Whole prompt</source>
        <translation>完整提示词</translation>
    </message>
    <message>
        <source>Show the prompt as the model sees it: system prompt, template, special tokens</source>
        <translation>按模型所见显示提示词：系统提示词、模板、特殊词元</translation>
    </message>
    <message>
        <source>Layer: {name}</source>
        <translation>图层：{name}</translation>
    </message>
</context>
<context>
    <name>Library</name>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>Models on this computer, and more of them to download</source>
        <translation>这台电脑上的模型，以及更多可下载的模型</translation>
    </message>
    <message>
        <source>today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>{n} s left</source>
        <translation>还剩 {n} 秒</translation>
    </message>
    <message>
        <source>{n} min left</source>
        <translation>还剩 {n} 分钟</translation>
    </message>
    <message>
        <source>{n} h left</source>
        <translation>还剩 {n} 小时</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>装得下</translation>
    </message>
    <message>
        <source>Fits barely</source>
        <translation>勉强装得下</translation>
    </message>
    <message>
        <source>More than is free</source>
        <translation>超出可用内存</translation>
    </message>
    <message>
        <source>weights {weights} + context of {tokens} tokens {cache} + computing {compute} = {needed} of {free} free{place}</source>
        <translation>权重 {weights} + {tokens} 个词元的上下文 {cache} + 计算 {compute} = {needed}，可用 {free}{place}</translation>
    </message>
    <message>
        <source>the best quality that fits the graphics card whole</source>
        <translation>能完整装入显卡的最佳质量</translation>
    </message>
    <message>
        <source>small enough that its best quality is quick</source>
        <translation>足够小，最佳质量也很快</translation>
    </message>
    <message>
        <source>quick on a processor, at little loss</source>
        <translation>在处理器上较快，损失很小</translation>
    </message>
    <message>
        <source>none fits with ease; this comes nearest</source>
        <translation>没有能轻松装下的；这个最接近</translation>
    </message>
    <message>
        <source>Your folders</source>
        <translation>您的文件夹</translation>
    </message>
    <message>
        <source>Hugging Face cache</source>
        <translation>Hugging Face 缓存</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>架构</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Quantisation</source>
        <translation>量化</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Where from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>上次使用</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>LibraryPage</name>
    <message>
        <source>On this computer</source>
        <translation>在这台电脑上</translation>
    </message>
    <message>
        <source>Find models</source>
        <translation>查找模型</translation>
    </message>
    <message>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Sampling</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>New notebook</source>
        <translation>新笔记本</translation>
    </message>
    <message>
        <source>Open a model file…</source>
        <translation>打开模型文件…</translation>
    </message>
    <message>
        <source>Export this chat…</source>
        <translation>导出此对话…</translation>
    </message>
    <message>
        <source>Save the trace of the last reply…</source>
        <translation>保存上一条回复的轨迹…</translation>
    </message>
    <message>
        <source>Open a trace…</source>
        <translation>打开轨迹…</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>偏好设置…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>Find in this chat</source>
        <translation>在此对话中查找</translation>
    </message>
    <message>
        <source>Search chats</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>Edit the system prompt</source>
        <translation>编辑系统提示词</translation>
    </message>
    <message>
        <source>&amp;Chat</source>
        <translation>对话(&amp;C)</translation>
    </message>
    <message>
        <source>Stop the reply</source>
        <translation>停止回复</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Show what followed here</source>
        <translation>显示此处原来的后续</translation>
    </message>
    <message>
        <source>When the context is full</source>
        <translation>上下文满时</translation>
    </message>
    <message>
        <source>The oldest turns leave</source>
        <translation>移出最早的轮次</translation>
    </message>
    <message>
        <source>Stop and ask</source>
        <translation>停下并询问</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>对话列表</translation>
    </message>
    <message>
        <source>Sampling</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Token panel</source>
        <translation>词元面板</translation>
    </message>
    <message>
        <source>Next token</source>
        <translation>下一个词元</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Normal text</source>
        <translation>正常文字</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Model</source>
        <translation>模型(&amp;M)</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Guided tour</source>
        <translation>引导教程</translation>
    </message>
    <message>
        <source>Glossary</source>
        <translation>术语表</translation>
    </message>
    <message>
        <source>About Tessera</source>
        <translation>关于 Tessera</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>Previous and next version, in the chat</source>
        <translation>上一个和下一个版本（在对话中）</translation>
    </message>
    <message>
        <source>Previous and next message, in the chat</source>
        <translation>上一条和下一条消息（在对话中）</translation>
    </message>
    <message>
        <source>Previous and next token, in the token view</source>
        <translation>上一个和下一个词元（在词元视图中）</translation>
    </message>
    <message>
        <source>Likelier and less likely candidate</source>
        <translation>更可能和更不可能的候选</translation>
    </message>
    <message>
        <source>Go on with this candidate instead</source>
        <translation>改用此候选继续</translation>
    </message>
    <message>
        <source>Next layer</source>
        <translation>下一图层</translation>
    </message>
    <message>
        <source>Everything about the token</source>
        <translation>关于此词元的一切</translation>
    </message>
    <message>
        <source>Next and previous surprise</source>
        <translation>下一个和上一个惊讶处</translation>
    </message>
    <message>
        <source>Next open question</source>
        <translation>下一个犹豫处</translation>
    </message>
    <message>
        <source>Previous and next message</source>
        <translation>上一条和下一条消息</translation>
    </message>
</context>
<context>
    <name>ModelBar</name>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Notebook</source>
        <translation>笔记本</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>没有模型</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>{n} tokens/s</source>
        <translation>{n} 词元/秒</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>could not be loaded</source>
        <translation>无法加载</translation>
    </message>
    <message>
        <source>Tessera Pocket (in the box)</source>
        <translation>Tessera Pocket（内置）</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>Type to find a model</source>
        <translation>输入以查找模型</translation>
    </message>
    <message>
        <source>Find a model</source>
        <translation>查找模型</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Open a model file…</source>
        <translation>打开模型文件…</translation>
    </message>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>opened recently</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>in the box</source>
        <translation>内置</translation>
    </message>
</context>
<context>
    <name>Next</name>
    <message>
        <source>No model is ready to be asked.</source>
        <translation>没有可供询问的模型。</translation>
    </message>
    <message>
        <source>A reply is being written.</source>
        <translation>正在生成回复。</translation>
    </message>
    <message>
        <source>The last reply has no recorded tokens to go on from.</source>
        <translation>上一条回复没有可供接续的词元记录。</translation>
    </message>
</context>
<context>
    <name>NextPanel</name>
    <message>
        <source>Next token</source>
        <translation>下一个词元</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>用它继续</translation>
    </message>
    <message>
        <source>The die</source>
        <translation>骰子</translation>
    </message>
    <message>
        <source>The candidates for the next token will be listed here.</source>
        <translation>这里将列出下一个词元的候选。</translation>
    </message>
    <message>
        <source>How the last reply would go on, after {count} tokens.</source>
        <translation>上一条回复在 {count} 个词元之后会如何继续。</translation>
    </message>
    <message>
        <source>How a reply would begin, after {count} tokens.</source>
        <translation>在 {count} 个词元之后，回复会如何开始。</translation>
    </message>
    <message>
        <source>everything else {share}</source>
        <translation>其余全部 {share}</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Back to the chat (Esc)</source>
        <translation>返回对话（Esc）</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>返回对话</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>偏好设置</translation>
    </message>
    <message>
        <source>Loading settings are kept for this model, which is then loaded again.</source>
        <translation>加载设置会为此模型保存，随后重新加载模型。</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>The oldest turns leave</source>
        <translation>移出最早的轮次</translation>
    </message>
    <message>
        <source>Stop and ask</source>
        <translation>停下并询问</translation>
    </message>
    <message>
        <source>For new chats; each chat can be set in the Chat menu</source>
        <translation>用于新对话；每个对话可在“对话”菜单中单独设置</translation>
    </message>
    <message>
        <source>When the context is full</source>
        <translation>上下文满时</translation>
    </message>
</context>
<context>
    <name>Preset</name>
    <message>
        <source>The model&apos;s own</source>
        <translation>模型自带</translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation>中性</translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>Focused</source>
        <translation>专注</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>开放</translation>
    </message>
</context>
<context>
    <name>PresetBar</name>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Back to the preset, or to what the model recommends</source>
        <translation>恢复到预设，或模型推荐的设置</translation>
    </message>
    <message>
        <source>More about presets</source>
        <translation>更多预设操作</translation>
    </message>
    <message>
        <source>Neutralise: no stage acts</source>
        <translation>中性化：所有环节都不起作用</translation>
    </message>
    <message>
        <source>Save as preset…</source>
        <translation>保存为预设…</translation>
    </message>
    <message>
        <source>Import preset…</source>
        <translation>导入预设…</translation>
    </message>
    <message>
        <source>Export preset…</source>
        <translation>导出预设…</translation>
    </message>
    <message>
        <source>Delete this preset</source>
        <translation>删除此预设</translation>
    </message>
    <message>
        <source>{preset}, changed</source>
        <translation>{preset}，已更改</translation>
    </message>
    <message>
        <source>Save as preset</source>
        <translation>保存为预设</translation>
    </message>
    <message>
        <source>Name of the preset:</source>
        <translation>预设名称：</translation>
    </message>
    <message>
        <source>Presets (*.json *.yaml *.yml)</source>
        <translation>预设 (*.json *.yaml *.yml)</translation>
    </message>
    <message>
        <source>Import preset</source>
        <translation>导入预设</translation>
    </message>
    <message>
        <source>Export preset</source>
        <translation>导出预设</translation>
    </message>
    <message>
        <source>Presets (*.json)</source>
        <translation>预设 (*.json)</translation>
    </message>
</context>
<context>
    <name>Question</name>
    <message>
        <source>No model is ready to be asked: open one first.</source>
        <translation>没有可供询问的模型：请先打开一个。</translation>
    </message>
    <message>
        <source>The model ended before it answered.</source>
        <translation>模型在回答之前就结束了。</translation>
    </message>
</context>
<context>
    <name>Reading</name>
    <message>
        <source>Jump to the latest</source>
        <translation>跳到最新</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>对话记录</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>Remarks</name>
    <message>
        <source>Open a model file</source>
        <translation>打开模型文件</translation>
    </message>
    <message>
        <source>No model is loaded. Your message waits until one is.</source>
        <translation>没有加载模型。您的消息会等到有模型为止。</translation>
    </message>
    <message>
        <source>The model had nothing to add.</source>
        <translation>模型没有要补充的。</translation>
    </message>
    <message>
        <source>This model brings no chat template, so plain text is used.</source>
        <translation>此模型不带对话模板，因此使用纯文本。</translation>
    </message>
    <message>
        <source>Use plain text</source>
        <translation>使用纯文本</translation>
    </message>
    <message>
        <source>Let the oldest turns leave</source>
        <translation>让最早的轮次移出</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Stop the reply</source>
        <translation>停止回复</translation>
    </message>
    <message>
        <source>The seed is set to {seed}, so with the same settings the reply will be the same.</source>
        <translation>种子设为 {seed}，因此在相同设置下回复会相同。</translation>
    </message>
    <message>
        <source>Draw new seeds</source>
        <translation>抽取新种子</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>The message is left out; the branch with it is kept.</source>
        <translation>消息已移去；含有它的分支保留。</translation>
    </message>
    <message>
        <source>The old reply is kept as version {number} of {count}.</source>
        <translation>旧回复保留为第 {number} 版，共 {count} 版。</translation>
    </message>
    <message>
        <source>Open another</source>
        <translation>打开另一个</translation>
    </message>
    <message>
        <source>{what} Your chat is kept.</source>
        <translation>{what}您的对话已保留。</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>Use ChatML</source>
        <translation>使用 ChatML</translation>
    </message>
</context>
<context>
    <name>Rows</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>{title}, writing</source>
        <translation>{title}，正在写</translation>
    </message>
</context>
<context>
    <name>SamplingPanel</name>
    <message>
        <source>Sampling</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>The chain, from logits to the die</source>
        <translation>采样链：从 logit 到骰子</translation>
    </message>
    <message>
        <source>Behind the chain</source>
        <translation>采样链之后</translation>
    </message>
    <message>
        <source>The reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>The record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Stop strings</source>
        <translation>停止字符串</translation>
    </message>
    <message>
        <source>Ends a reply before any of these texts.</source>
        <translation>在出现这些文本之前结束回复。</translation>
    </message>
    <message>
        <source>Biases</source>
        <translation>偏置</translation>
    </message>
    <message>
        <source>Added to the logit of a token: a text, or #id.</source>
        <translation>加到词元的 logit 上：写文本，或 #id。</translation>
    </message>
    <message>
        <source>Never written, even across token borders.</source>
        <translation>永不写出，即使跨越词元边界。</translation>
    </message>
    <message>
        <source>Texts</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>A passage ends at each of these texts.</source>
        <translation>段落在这些文本处结束。</translation>
    </message>
    <message>
        <source>DRY breakers</source>
        <translation>DRY 分隔符</translation>
    </message>
    <message>
        <source>GBNF</source>
        <translation>GBNF</translation>
    </message>
    <message>
        <source>or a JSON schema</source>
        <translation>或 JSON Schema</translation>
    </message>
    <message>
        <source>not looked at by this search</source>
        <translation>此搜索方式不使用</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>does nothing</source>
        <translation>无作用</translation>
    </message>
    <message>
        <source>never acted in this reply</source>
        <translation>在此回复中从未起作用</translation>
    </message>
    <message>
        <source>cut {count} on average</source>
        <translation>平均剔除 {count} 个</translation>
    </message>
    <message>
        <source>changed {count} of {tokens} choices</source>
        <translation>改变了 {tokens} 次选择中的 {count} 次</translation>
    </message>
</context>
<context>
    <name>ScorePage</name>
    <message>
        <source>Paste or type a text</source>
        <translation>粘贴或输入文本</translation>
    </message>
    <message>
        <source>Text to score</source>
        <translation>要评分的文本</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Score this chat</source>
        <translation>为此对话评分</translation>
    </message>
    <message>
        <source>Try an example</source>
        <translation>试试示例</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} 个词元</translation>
    </message>
    <message>
        <source>Reading… {share}</source>
        <translation>正在读取… {share}</translation>
    </message>
    <message>
        <source>Its perplexity and every token&apos;s probability will stand here.</source>
        <translation>这里将显示它的困惑度和每个词元的概率。</translation>
    </message>
    <message>
        <source>Too short for a perplexity: no token has one before it.</source>
        <translation>太短，没有困惑度：没有词元前面还有别的词元。</translation>
    </message>
    <message>
        <source>Perplexity {p} · {bits} bit per token</source>
        <translation>困惑度 {p} · 每个词元 {bits} 比特</translation>
    </message>
    <message>
        <source>A journey of a thousand miles begins with a single step.</source>
        <translation>A journey of a thousand miles begins with a single step.</translation>
    </message>
    <message>
        <source>Point at a token, or walk with the arrow keys.</source>
        <translation>指向一个词元，或用方向键移动。</translation>
    </message>
    <message>
        <source>Table (*.csv);;JSON (*.json)</source>
        <translation>表格 (*.csv);;JSON (*.json)</translation>
    </message>
    <message>
        <source>Export the scores</source>
        <translation>导出评分</translation>
    </message>
    <message>
        <source>Written to {path}</source>
        <translation>已写入 {path}</translation>
    </message>
</context>
<context>
    <name>Scoring</name>
    <message>
        <source>There is no text yet.</source>
        <translation>还没有文本。</translation>
    </message>
    <message>
        <source>The text has more than {n} characters: shorten it.</source>
        <translation>文本超过 {n} 个字符：请缩短它。</translation>
    </message>
    <message>
        <source>The chat has no messages yet.</source>
        <translation>对话中还没有消息。</translation>
    </message>
    <message>
        <source>The table could not be written to {path}: {reason}.</source>
        <translation>表格无法写入 {path}：{reason}。</translation>
    </message>
    <message>
        <source>nothing stands before it to weigh it by</source>
        <translation>前面没有可用来衡量它的内容</translation>
    </message>
    <message>
        <source>probability {p} · rank {rank} · entropy {entropy}</source>
        <translation>概率 {p} · 排名 {rank} · 熵 {entropy}</translation>
    </message>
    <message>
        <source>likeliest here: {piece} {p}</source>
        <translation>此处最可能：{piece} {p}</translation>
    </message>
    <message>
        <source>Score a text</source>
        <translation>为文本评分</translation>
    </message>
    <message>
        <source>See how likely the model finds each token of a text, given those before it.</source>
        <translation>看看在给定前文时，模型认为文本中每个词元有多可能。</translation>
    </message>
</context>
<context>
    <name>Setting</name>
    <message>
        <source>A reply&apos;s log-probability is divided by its length to this power: 0 favours short replies, 1 weighs the mean of a token, more favours long ones.</source>
        <translation>回复的对数概率除以其长度的这个次方：0 偏向短回复，1 按每词元平均计，更大则偏向长回复。</translation>
    </message>
    <message>
        <source>Adaptive-p decay</source>
        <translation>Adaptive-p 衰减</translation>
    </message>
    <message>
        <source>Adaptive-p target</source>
        <translation>Adaptive-p 目标</translation>
    </message>
    <message>
        <source>Beams</source>
        <translation>束数</translation>
    </message>
    <message>
        <source>Compared candidates</source>
        <translation>比较的候选数</translation>
    </message>
    <message>
        <source>Context window</source>
        <translation>上下文窗口</translation>
    </message>
    <message>
        <source>DRY allowed length</source>
        <translation>DRY 允许长度</translation>
    </message>
    <message>
        <source>DRY base</source>
        <translation>DRY 底数</translation>
    </message>
    <message>
        <source>DRY multiplier</source>
        <translation>DRY 乘数</translation>
    </message>
    <message>
        <source>DRY window</source>
        <translation>DRY 窗口</translation>
    </message>
    <message>
        <source>Degeneration penalty</source>
        <translation>退化惩罚</translation>
    </message>
    <message>
        <source>Divides the logits: below 1 safer, above 1 wilder, 0 always the likeliest token.</source>
        <translation>除以 logit：小于 1 更稳妥，大于 1 更奔放，0 总取最可能的词元。</translation>
    </message>
    <message>
        <source>Drops tokens less likely than this share of the likeliest; 0 keeps all.</source>
        <translation>丢弃概率低于最可能词元这一比例的词元；0 全部保留。</translation>
    </message>
    <message>
        <source>Dynamic exponent</source>
        <translation>动态指数</translation>
    </message>
    <message>
        <source>Dynamic temperature</source>
        <translation>动态温度</translation>
    </message>
    <message>
        <source>Ends a reply after this many tokens; 0 sets no limit.</source>
        <translation>达到这么多词元后结束回复；0 不设上限。</translation>
    </message>
    <message>
        <source>Frequency penalty</source>
        <translation>频率惩罚</translation>
    </message>
    <message>
        <source>GPU layers</source>
        <translation>GPU 层数</translation>
    </message>
    <message>
        <source>Holds the surprise near a target by its version 1 or 2; 0 does not.</source>
        <translation>用版本 1 或 2 使惊讶度接近目标；0 关闭。</translation>
    </message>
    <message>
        <source>How fast mirostat corrects itself.</source>
        <translation>mirostat 自我修正的速度。</translation>
    </message>
    <message>
        <source>How fast that grows with each token that the passage is longer.</source>
        <translation>段落每长一个词元，惩罚增长的速度。</translation>
    </message>
    <message>
        <source>How long adaptive-p remembers what it chose.</source>
        <translation>adaptive-p 对已选词元记忆多久。</translation>
    </message>
    <message>
        <source>How many beginnings of a reply are followed side by side.</source>
        <translation>并行跟踪多少个回复开头。</translation>
    </message>
    <message>
        <source>How many of the likeliest tokens are compared.</source>
        <translation>比较多少个最可能的词元。</translation>
    </message>
    <message>
        <source>How many of the likeliest tokens are recorded with each choice.</source>
        <translation>每次选择记录多少个最可能的词元。</translation>
    </message>
    <message>
        <source>How many recent tokens DRY looks at.</source>
        <translation>DRY 查看最近多少个词元。</translation>
    </message>
    <message>
        <source>How many recent tokens the repeat penalty looks at.</source>
        <translation>重复惩罚查看最近多少个词元。</translation>
    </message>
    <message>
        <source>How much a token loses for being like one that came before; 0 takes the likeliest.</source>
        <translation>词元因与前文某个词元相似而失去多少分；0 取最可能的。</translation>
    </message>
    <message>
        <source>How often the likeliest choices are excluded; 0 never.</source>
        <translation>以多大概率排除最可能的选择；0 从不。</translation>
    </message>
    <message>
        <source>How the dynamic temperature follows the entropy; 1 in proportion.</source>
        <translation>动态温度如何随熵变化；1 为正比。</translation>
    </message>
    <message>
        <source>Keeps logits within so many deviations of the highest; 0 keeps all.</source>
        <translation>保留与最高 logit 相差不超过这么多倍标准差的词元；0 全部保留。</translation>
    </message>
    <message>
        <source>Keeps the k likeliest tokens; 0 keeps all.</source>
        <translation>保留最可能的 k 个词元；0 全部保留。</translation>
    </message>
    <message>
        <source>Keeps the likeliest tokens that together reach this probability; 1 keeps all.</source>
        <translation>保留累计达到此概率的最可能词元；1 全部保留。</translation>
    </message>
    <message>
        <source>Keeps the tokens of most usual surprise that together reach this; 1 keeps all.</source>
        <translation>保留惊讶度最寻常、累计达到此概率的词元；1 全部保留。</translation>
    </message>
    <message>
        <source>Layers computed on the graphics card, where there is one; -1 means all.</source>
        <translation>在显卡（若有）上计算的层数；-1 表示全部。</translation>
    </message>
    <message>
        <source>Length penalty</source>
        <translation>长度惩罚</translation>
    </message>
    <message>
        <source>Makes tokens that came recently less likely; 1 leaves them alone.</source>
        <translation>降低最近出现过的词元的概率；1 不作改变。</translation>
    </message>
    <message>
        <source>Maximum length</source>
        <translation>最大长度</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>Mirostat</source>
        <translation>Mirostat</translation>
    </message>
    <message>
        <source>Mirostat rate</source>
        <translation>Mirostat 速率</translation>
    </message>
    <message>
        <source>Mirostat target</source>
        <translation>Mirostat 目标</translation>
    </message>
    <message>
        <source>Moves the temperature by up to this much with the entropy; 0 keeps it still.</source>
        <translation>让温度随熵最多变动这么多；0 保持不变。</translation>
    </message>
    <message>
        <source>No repeated n-gram</source>
        <translation>不重复 n-gram</translation>
    </message>
    <message>
        <source>No sequence of so many tokens comes twice; 0 lets all come.</source>
        <translation>这么长的词元序列不会出现两次；0 不限制。</translation>
    </message>
    <message>
        <source>Of the tokens at least this likely, XTC leaves only the least likely one.</source>
        <translation>在至少这么可能的词元中，XTC 只留下最不可能的一个。</translation>
    </message>
    <message>
        <source>Passages up to this length may be repeated.</source>
        <translation>不超过此长度的段落可以重复。</translation>
    </message>
    <message>
        <source>Prefers tokens about this likely; below 0 it does nothing.</source>
        <translation>偏好概率大约为此值的词元；小于 0 不起作用。</translation>
    </message>
    <message>
        <source>Presence penalty</source>
        <translation>存在惩罚</translation>
    </message>
    <message>
        <source>Processor cores that compute; 0 chooses for this machine.</source>
        <translation>用于计算的处理器核心数；0 为自动选择。</translation>
    </message>
    <message>
        <source>Recorded candidates</source>
        <translation>记录的候选数</translation>
    </message>
    <message>
        <source>Repeat penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Repeat window</source>
        <translation>重复窗口</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>Strength against tokens that go on with a repeated passage; 0 leaves them alone.</source>
        <translation>对延续重复段落的词元的惩罚强度；0 不惩罚。</translation>
    </message>
    <message>
        <source>Taken from a token&apos;s logit for each time it came recently; 0 takes nothing.</source>
        <translation>词元最近每出现一次，就从其 logit 中减去此值；0 不减。</translation>
    </message>
    <message>
        <source>Taken once from the logit of each token that came recently; 0 takes nothing.</source>
        <translation>对最近出现过的每个词元，从其 logit 中减去一次此值；0 不减。</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>The same seed throws the same dice; -1 draws a new one.</source>
        <translation>相同的种子掷出相同的骰子；-1 抽取新种子。</translation>
    </message>
    <message>
        <source>The surprise that mirostat aims at.</source>
        <translation>mirostat 瞄准的惊讶度。</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Tokens the model sees at once; 0 takes what it was trained for, up to 8,192.</source>
        <translation>模型一次能看到的词元数；0 取训练时的长度，最多 8,192。</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Top-n-sigma</source>
        <translation>Top-n-sigma</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Typical</source>
        <translation>典型采样</translation>
    </message>
    <message>
        <source>XTC probability</source>
        <translation>XTC 概率</translation>
    </message>
    <message>
        <source>XTC threshold</source>
        <translation>XTC 阈值</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>bits</source>
        <translation>比特</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Reset {name}</source>
        <translation>重置 {name}</translation>
    </message>
    <message>
        <source>Back to the default, {value}</source>
        <translation>恢复默认值 {value}</translation>
    </message>
</context>
<context>
    <name>SettingsThen</name>
    <message>
        <source>They were not kept.</source>
        <translation>没有保留。</translation>
    </message>
    <message>
        <source>The same as now.</source>
        <translation>与现在相同。</translation>
    </message>
    <message>
        <source>{name}: {then} then, {now} now</source>
        <translation>{name}：当时 {then}，现在 {now}</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>ShelfTable</name>
    <message>
        <source>Cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>已隐藏</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>In the box</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Search chats</source>
        <translation>搜索对话</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>对话列表</translation>
    </message>
    <message>
        <source>Enter opens a chat, F2 renames it, Delete deletes it</source>
        <translation>Enter 打开对话，F2 重命名，Delete 删除</translation>
    </message>
    <message>
        <source>Nothing found for “{query}”</source>
        <translation>没有找到“{query}”</translation>
    </message>
    <message>
        <source>Your chats will be listed here.</source>
        <translation>这里将列出您的对话。</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Logit bias</source>
        <translation>Logit 偏置</translation>
    </message>
    <message>
        <source>Penalties</source>
        <translation>惩罚</translation>
    </message>
    <message>
        <source>DRY</source>
        <translation>DRY</translation>
    </message>
    <message>
        <source>No repeated n-gram</source>
        <translation>不重复 n-gram</translation>
    </message>
    <message>
        <source>Top-n-sigma</source>
        <translation>Top-n-sigma</translation>
    </message>
    <message>
        <source>Top-k</source>
        <translation>Top-k</translation>
    </message>
    <message>
        <source>Typical</source>
        <translation>典型采样</translation>
    </message>
    <message>
        <source>Top-p</source>
        <translation>Top-p</translation>
    </message>
    <message>
        <source>Min-p</source>
        <translation>Min-p</translation>
    </message>
    <message>
        <source>XTC</source>
        <translation>XTC</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Grammar</source>
        <translation>语法</translation>
    </message>
    <message>
        <source>Mirostat</source>
        <translation>Mirostat</translation>
    </message>
    <message>
        <source>Adaptive-p</source>
        <translation>Adaptive-p</translation>
    </message>
    <message>
        <source>Banned words</source>
        <translation>禁用词</translation>
    </message>
    <message>
        <source>Adds to the logits of single tokens.</source>
        <translation>给个别词元的 logit 加上偏置。</translation>
    </message>
    <message>
        <source>Makes tokens that came recently less likely.</source>
        <translation>降低最近出现过的词元的概率。</translation>
    </message>
    <message>
        <source>Works against repeating whole passages.</source>
        <translation>防止重复整段内容。</translation>
    </message>
    <message>
        <source>Lets no sequence of tokens come twice.</source>
        <translation>不让任何词元序列出现两次。</translation>
    </message>
    <message>
        <source>Keeps logits near the highest.</source>
        <translation>保留接近最高值的 logit。</translation>
    </message>
    <message>
        <source>Keeps the k likeliest tokens.</source>
        <translation>保留最可能的 k 个词元。</translation>
    </message>
    <message>
        <source>Keeps tokens of usual surprise.</source>
        <translation>保留惊讶度寻常的词元。</translation>
    </message>
    <message>
        <source>Keeps the nucleus: the likeliest up to a sum.</source>
        <translation>保留核：累计到某个和的最可能词元。</translation>
    </message>
    <message>
        <source>Drops what is far less likely than the likeliest.</source>
        <translation>丢弃远不如最可能者的词元。</translation>
    </message>
    <message>
        <source>Now and then excludes the likeliest choices.</source>
        <translation>不时排除最可能的选择。</translation>
    </message>
    <message>
        <source>Sharpens or flattens the distribution.</source>
        <translation>使分布更尖锐或更平坦。</translation>
    </message>
    <message>
        <source>Allows only what follows a grammar.</source>
        <translation>只允许符合语法的内容。</translation>
    </message>
    <message>
        <source>Holds the surprise near a target.</source>
        <translation>使惊讶度接近目标。</translation>
    </message>
    <message>
        <source>Prefers tokens of a certain probability.</source>
        <translation>偏好某一概率的词元。</translation>
    </message>
    <message>
        <source>Never writes these texts.</source>
        <translation>永不写出这些文本。</translation>
    </message>
</context>
<context>
    <name>StageCard</name>
    <message>
        <source>Settings of {stage}</source>
        <translation>{stage} 的设置</translation>
    </message>
</context>
<context>
    <name>Strategy</name>
    <message>
        <source>Sampled</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>Greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>Beam search</source>
        <translation>束搜索</translation>
    </message>
    <message>
        <source>Contrastive search</source>
        <translation>对比搜索</translation>
    </message>
    <message>
        <source>A die falls on what the stages leave.</source>
        <translation>骰子落在各环节留下的候选上。</translation>
    </message>
    <message>
        <source>Always the likeliest that the stages leave.</source>
        <translation>总是取各环节留下的最可能者。</translation>
    </message>
    <message>
        <source>Follows several beginnings and keeps the likeliest whole reply.</source>
        <translation>跟踪多个开头，保留整体最可能的回复。</translation>
    </message>
    <message>
        <source>Likely, yet unlike what stands there.</source>
        <translation>很可能，但又不同于已有内容。</translation>
    </message>
</context>
<context>
    <name>StrategyChoice</name>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
</context>
<context>
    <name>SystemCard</name>
    <message>
        <source>This model has no place for a system prompt: it is put before your first message.</source>
        <translation>此模型没有系统提示词的位置：它会放在您的第一条消息之前。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>How should the model answer? For example: Answer in one sentence.</source>
        <translation>模型应如何回答？例如：用一句话回答。</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message numerus="yes">
        <source>%n tokens</source>
        <translation>
            <numerusform>%n 个词元</numerusform>
        </translation>
    </message>
    <message>
        <source>none; click to write one</source>
        <translation>无；点击填写</translation>
    </message>
</context>
<context>
    <name>TextList</name>
    <message>
        <source>none; several are separated by |</source>
        <translation>无；多项以 | 分隔</translation>
    </message>
    <message>
        <source>\n stands for a line break.</source>
        <translation>\n 表示换行。</translation>
    </message>
</context>
<context>
    <name>TokenCard</name>
    <message>
        <source>probability {p} · rank {rank} · entropy {entropy}</source>
        <translation>概率 {p} · 排名 {rank} · 熵 {entropy}</translation>
    </message>
    <message>
        <source>No candidates were recorded with this token</source>
        <translation>此词元没有记录候选</translation>
    </message>
    <message>
        <source>everything else {share}</source>
        <translation>其余全部 {share}</translation>
    </message>
</context>
<context>
    <name>TokenPanel</name>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Go on with it</source>
        <translation>用它继续</translation>
    </message>
    <message>
        <source>Candidates, in %</source>
        <translation>候选，单位 %</translation>
    </message>
    <message>
        <source>What was balanced</source>
        <translation>权衡了什么</translation>
    </message>
    <message>
        <source>Ask for a word</source>
        <translation>询问一个词</translation>
    </message>
    <message>
        <source>The die</source>
        <translation>骰子</translation>
    </message>
    <message>
        <source>What the stages left</source>
        <translation>各环节留下的</translation>
    </message>
    <message>
        <source>Settings then</source>
        <translation>当时的设置</translation>
    </message>
    <message>
        <source>The record</source>
        <translation>记录</translation>
    </message>
    <message>
        <source>Previous token (←)</source>
        <translation>上一个词元（←）</translation>
    </message>
    <message>
        <source>Next token (→)</source>
        <translation>下一个词元（→）</translation>
    </message>
    <message>
        <source>Surprise ›</source>
        <translation>惊讶处 ›</translation>
    </message>
    <message>
        <source>Next surprise (N)</source>
        <translation>下一个惊讶处（N）</translation>
    </message>
    <message>
        <source>Question ›</source>
        <translation>犹豫处 ›</translation>
    </message>
    <message>
        <source>Next open question (U)</source>
        <translation>下一个犹豫处（U）</translation>
    </message>
    <message>
        <source>As a window of its own, or back</source>
        <translation>作为独立窗口，或放回</translation>
    </message>
    <message>
        <source>No candidates were recorded with this token.</source>
        <translation>此词元没有记录候选。</translation>
    </message>
    <message>
        <source>everything else {share}</source>
        <translation>其余全部 {share}</translation>
    </message>
    <message>
        <source>{n} recorded</source>
        <translation>已记录 {n} 个</translation>
    </message>
    <message>
        <source>Fewer</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>none thrown</source>
        <translation>未掷</translation>
    </message>
    <message>
        <source>Show the chat as tokens (Ctrl+T) and choose one to look inside.</source>
        <translation>将对话显示为词元（Ctrl+T），选一个查看内部。</translation>
    </message>
    <message>
        <source>Choose a token: click it, or walk with the arrow keys.</source>
        <translation>选择一个词元：点击，或用方向键移动。</translation>
    </message>
    <message>
        <source>No token data: this text was written by hand.</source>
        <translation>没有词元数据：此文本为手写。</translation>
    </message>
    <message>
        <source>The record of this token cannot be read. Is the disk full or in use?</source>
        <translation>此词元的记录无法读取。磁盘是否已满或被占用？</translation>
    </message>
    <message>
        <source>token {number} of {count} · id {id} · {how}</source>
        <translation>第 {number} 个词元，共 {count} 个 · ID {id} · {how}</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>final</source>
        <translation>最终</translation>
    </message>
    <message>
        <source>rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>熵</translation>
    </message>
</context>
<context>
    <name>Tokenizer</name>
    <message>
        <source>The text has more than {n} characters: shorten it.</source>
        <translation>文本超过 {n} 个字符：请缩短它。</translation>
    </message>
    <message>
        <source>token {n} · {piece} · id {id} · bytes {bytes} · {type}</source>
        <translation>第 {n} 个词元 · {piece} · ID {id} · 字节 {bytes} · {type}</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>A model reads no letters but tokens: pieces of text from its own vocabulary.</source>
        <translation>模型读到的不是字母，而是词元：来自其自身词表的文本片段。</translation>
    </message>
</context>
<context>
    <name>TokenizerPage</name>
    <message>
        <source>Type or paste a text</source>
        <translation>输入或粘贴文本</translation>
    </message>
    <message>
        <source>Text to cut into tokens</source>
        <translation>要切分为词元的文本</translation>
    </message>
    <message>
        <source>Try an example</source>
        <translation>试试示例</translation>
    </message>
    <message>
        <source>Special tokens count as such</source>
        <translation>特殊词元按特殊词元处理</translation>
    </message>
    <message>
        <source>This model</source>
        <translation>此模型</translation>
    </message>
    <message>
        <source>Its tokens, their number, ids and bytes will stand here.</source>
        <translation>这里将显示它的词元，以及数量、ID 和字节。</translation>
    </message>
    <message>
        <source>{tokens} tokens · {letters} characters · {bytes} bytes · {mean} bytes per token</source>
        <translation>{tokens} 个词元 · {letters} 个字符 · {bytes} 字节 · 每个词元 {mean} 字节</translation>
    </message>
</context>
<context>
    <name>Tokens</name>
    <message>
        <source>No token data: this text was written by hand.</source>
        <translation>没有词元数据：此文本为手写。</translation>
    </message>
    <message>
        <source>No token data was recorded for this reply.</source>
        <translation>此回复没有记录词元数据。</translation>
    </message>
    <message>
        <source>sampled</source>
        <translation>采样</translation>
    </message>
    <message>
        <source>greedy: the likeliest that was left</source>
        <translation>贪心：剩余者中最可能的</translation>
    </message>
    <message>
        <source>thrown again, after a banned word</source>
        <translation>因禁用词而重掷</translation>
    </message>
    <message>
        <source>chosen by you</source>
        <translation>由您选择</translation>
    </message>
    <message>
        <source>part of the best beam</source>
        <translation>最佳束的一部分</translation>
    </message>
    <message>
        <source>contrastive search</source>
        <translation>对比搜索</translation>
    </message>
    <message>
        <source>final</source>
        <translation>最终</translation>
    </message>
    <message>
        <source>bias</source>
        <translation>偏置</translation>
    </message>
    <message>
        <source>pen.</source>
        <translation>惩罚</translation>
    </message>
    <message>
        <source>n-gram</source>
        <translation>n-gram</translation>
    </message>
    <message>
        <source>n-sigma</source>
        <translation>n-sigma</translation>
    </message>
    <message>
        <source>temp.</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>miro.</source>
        <translation>miro.</translation>
    </message>
    <message>
        <source>adapt.</source>
        <translation>adapt.</translation>
    </message>
    <message>
        <source>bans</source>
        <translation>禁用</translation>
    </message>
    <message>
        <source>gram.</source>
        <translation>语法</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>概率</translation>
    </message>
    <message>
        <source>Relative to the best</source>
        <translation>相对于最佳</translation>
    </message>
    <message>
        <source>Rank</source>
        <translation>排名</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>熵</translation>
    </message>
    <message>
        <source>Origin</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Boundaries</source>
        <translation>边界</translation>
    </message>
    <message>
        <source>surprising, 0.6 %</source>
        <translation>惊讶，0.6 %</translation>
    </message>
    <message>
        <source>certain, over 90 %</source>
        <translation>确定，超过 90 %</translation>
    </message>
    <message>
        <source>0.6 % of the best</source>
        <translation>最佳的 0.6 %</translation>
    </message>
    <message>
        <source>the best itself</source>
        <translation>就是最佳</translation>
    </message>
    <message>
        <source>rank 155</source>
        <translation>排名 155</translation>
    </message>
    <message>
        <source>rank 1</source>
        <translation>排名 1</translation>
    </message>
    <message>
        <source>open, 6 bit</source>
        <translation>开放，6 比特</translation>
    </message>
    <message>
        <source>settled, under 0.5 bit</source>
        <translation>已定，低于 0.5 比特</translation>
    </message>
    <message>
        <source>How likely the model itself found the token, before any sampler stage.</source>
        <translation>在任何采样环节之前，模型自己认为该词元有多可能。</translation>
    </message>
    <message>
        <source>The probability of the token as a share of the likeliest candidate&apos;s.</source>
        <translation>该词元的概率占最可能候选的概率的比例。</translation>
    </message>
    <message>
        <source>The place of the token among all candidates; 1 is the likeliest.</source>
        <translation>该词元在所有候选中的位置；1 为最可能。</translation>
    </message>
    <message>
        <source>How open the choice was: 1 bit is two candidates of equal probability.</source>
        <translation>选择有多开放：1 比特相当于两个概率相等的候选。</translation>
    </message>
    <message>
        <source>How the token came to be.</source>
        <translation>该词元是如何产生的。</translation>
    </message>
    <message>
        <source>Where one token ends and the next begins.</source>
        <translation>一个词元在哪里结束，下一个从哪里开始。</translation>
    </message>
    <message>
        <source>greedy</source>
        <translation>贪心</translation>
    </message>
    <message>
        <source>redrawn</source>
        <translation>重掷</translation>
    </message>
    <message>
        <source>yours</source>
        <translation>您的</translation>
    </message>
    <message>
        <source>beam</source>
        <translation>束</translation>
    </message>
    <message>
        <source>contrastive</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>手写</translation>
    </message>
    <message>
        <source>template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>special</source>
        <translation>特殊</translation>
    </message>
    <message>
        <source>No stage acted.</source>
        <translation>没有环节起作用。</translation>
    </message>
    <message>
        <source>{stage}: {left} left, {kept} of the probability kept</source>
        <translation>{stage}：剩 {left} 个，保留 {kept} 的概率</translation>
    </message>
</context>
<context>
    <name>Tools</name>
    <message>
        <source>Library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>Models on this computer, and more of them to download</source>
        <translation>这台电脑上的模型，以及更多可下载的模型</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>How likely is each token of a text?</source>
        <translation>文本中每个词元有多可能？</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Which of several continuations is the likeliest?</source>
        <translation>几个续写中哪个最可能？</translation>
    </message>
    <message>
        <source>Tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>How is a text cut into tokens?</source>
        <translation>文本如何切分为词元？</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>What fills the context window?</source>
        <translation>上下文窗口里有什么？</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Text becomes tokens</source>
        <translation>文本变成词元</translation>
    </message>
    <message>
        <source>Send a message, then look at the reply: each tile is a token.</source>
        <translation>发送一条消息，再看回复：每一格就是一个词元。</translation>
    </message>
    <message>
        <source>A probability for every token</source>
        <translation>每个词元都有概率</translation>
    </message>
    <message>
        <source>This table holds the likeliest tokens that could come next.</source>
        <translation>这张表列出最可能接着出现的词元。</translation>
    </message>
    <message>
        <source>Next token</source>
        <translation>下一个词元</translation>
    </message>
    <message>
        <source>Greedy: always the likeliest</source>
        <translation>贪心：总取最可能的</translation>
    </message>
    <message>
        <source>Choose Greedy here and send again. No die is thrown.</source>
        <translation>在这里选择“贪心”再发送一次。这时不掷骰子。</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>策略</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Choose Sampled, then move it: low sharpens, high flattens.</source>
        <translation>选择“采样”，再移动温度：低则尖锐，高则平坦。</translation>
    </message>
    <message>
        <source>Settings of Temperature</source>
        <translation>温度 的设置</translation>
    </message>
    <message>
        <source>Top-k and top-p</source>
        <translation>Top-k 与 top-p</translation>
    </message>
    <message>
        <source>Both cut unlikely tokens: by their number, or by their sum.</source>
        <translation>两者都剔除不太可能的词元：按数量，或按概率之和。</translation>
    </message>
    <message>
        <source>Settings of Top-p</source>
        <translation>Top-p 的设置</translation>
    </message>
    <message>
        <source>The ladder</source>
        <translation>阶梯</translation>
    </message>
    <message>
        <source>Click a token: its candidates stand here, stage by stage.</source>
        <translation>点击一个词元：这里逐个环节列出它的候选。</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>The dice</source>
        <translation>骰子</translation>
    </message>
    <message>
        <source>A number between 0 and 1 fell on one of the candidates.</source>
        <translation>一个 0 到 1 之间的数落在了其中一个候选上。</translation>
    </message>
    <message>
        <source>The context window</source>
        <translation>上下文窗口</translation>
    </message>
    <message>
        <source>The bar under the message field shows what the model can see.</source>
        <translation>消息框下方的条显示模型能看到的内容。</translation>
    </message>
    <message>
        <source>Take another token</source>
        <translation>换一个词元</translation>
    </message>
    <message>
        <source>Choose another candidate and go on with it: a new version.</source>
        <translation>选择另一个候选并用它继续：得到一个新版本。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>离开</translation>
    </message>
</context>
<context>
    <name>Traces</name>
    <message>
        <source>{path} could not be read: {reason}.</source>
        <translation>{path} 无法读取：{reason}。</translation>
    </message>
    <message>
        <source>The trace could not be written to {path}: {reason}.</source>
        <translation>轨迹无法写入 {path}：{reason}。</translation>
    </message>
    <message>
        <source>Save the trace of the last reply</source>
        <translation>保存上一条回复的轨迹</translation>
    </message>
    <message>
        <source>Open a trace</source>
        <translation>打开轨迹</translation>
    </message>
    <message>
        <source>Traces (*.json);;All files (*)</source>
        <translation>轨迹 (*.json);;所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Not answered</source>
        <translation>未回答</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助手</translation>
    </message>
    <message>
        <source>Interrupted: the program ended while this was being written</source>
        <translation>已中断：写到一半时程序结束了</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Reached the maximum length</source>
        <translation>达到最大长度</translation>
    </message>
    <message>
        <source>The context window is full</source>
        <translation>上下文窗口已满</translation>
    </message>
    <message>
        <source>Ended at a stop string</source>
        <translation>在停止字符串处结束</translation>
    </message>
    <message>
        <source>Waiting for the model to load…</source>
        <translation>正在等待模型加载…</translation>
    </message>
    <message>
        <source>Waiting for a model to be opened</source>
        <translation>正在等待打开模型</translation>
    </message>
    <message>
        <source>Reading the prompt: {done} of {total} tokens</source>
        <translation>正在读取提示词：{done} / {total} 个词元</translation>
    </message>
    <message>
        <source>Waiting for its turn…</source>
        <translation>正在排队…</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Previous version</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>下一个版本</translation>
    </message>
    <message>
        <source>Copy message</source>
        <translation>复制消息</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Regenerate</source>
        <translation>重新生成</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pin: keep it in the model&apos;s memory</source>
        <translation>固定：让它留在模型的记忆中</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>tokenised anew</source>
        <translation>已重新分词</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Open a link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>Open this address outside Tessera?</source>
        <translation>在 Tessera 之外打开此地址？</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Open link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>Hide the thought</source>
        <translation>隐藏思考</translation>
    </message>
    <message>
        <source>Show the thought</source>
        <translation>显示思考</translation>
    </message>
    <message>
        <source>memory starts here</source>
        <translation>记忆从这里开始</translation>
    </message>
    <message>
        <source>Thinking…</source>
        <translation>正在思考…</translation>
    </message>
    <message>
        <source>Thought, not finished · {count} words</source>
        <translation>思考未完成 · {count} 个词</translation>
    </message>
    <message>
        <source>Thought for a while · 1 word</source>
        <translation>思考片刻 · 1 个词</translation>
    </message>
    <message>
        <source>Thought for a while · {count} words</source>
        <translation>思考片刻 · {count} 个词</translation>
    </message>
    <message>
        <source>{author}, message {place} of {count}</source>
        <translation>{author}，第 {place} 条消息，共 {count} 条</translation>
    </message>
    <message>
        <source>version {version} of {versions}</source>
        <translation>第 {version} 版，共 {versions} 版</translation>
    </message>
    <message>
        <source>no text of its own</source>
        <translation>没有自己的文本</translation>
    </message>
    <message>
        <source>&apos;{text}&apos;, of the chat template</source>
        <translation>“{text}”，属于对话模板</translation>
    </message>
    <message>
        <source>&apos;{text}&apos;, no token data</source>
        <translation>“{text}”，没有词元数据</translation>
    </message>
    <message>
        <source>token {number}, &apos;{text}&apos;</source>
        <translation>第 {number} 个词元，“{text}”</translation>
    </message>
    <message>
        <source>token {number}, &apos;{text}&apos;, probability {percent} percent, rank {rank}</source>
        <translation>第 {number} 个词元，“{text}”，概率 {percent} %，排名 {rank}</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Chat deleted</source>
        <translation>对话已删除</translation>
    </message>
    <message>
        <source>“{title}” was deleted</source>
        <translation>“{title}”已删除</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
</context>
<context>
    <name>ViewSwitch</name>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>阅读</translation>
    </message>
    <message>
        <source>The chat as text (Ctrl+T)</source>
        <translation>以文本显示对话（Ctrl+T）</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>Each token as it was chosen (Ctrl+T)</source>
        <translation>显示每个词元是如何选出的（Ctrl+T）</translation>
    </message>
</context>
<context>
    <name>WhatIfBar</name>
    <message>
        <source>Decide those</source>
        <translation>判定这些</translation>
    </message>
    <message>
        <source>Reads the reply again</source>
        <translation>重新读取回复</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Continue from here</source>
        <translation>从这里继续</translation>
    </message>
    <message>
        <source>As a version of its own, with these settings</source>
        <translation>作为独立版本，采用这些设置</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>With these settings and the same dice, every token would be the same.</source>
        <translation>采用这些设置和相同的骰子，每个词元都会相同。</translation>
    </message>
    <message>
        <source>taken one by one on this text, {changed} of {all} choices change</source>
        <translation>在此文本上逐个来看，{all} 次选择中有 {changed} 次改变</translation>
    </message>
    <message>
        <source>{count} cannot be told from the record</source>
        <translation>{count} 个无法从记录中判定</translation>
    </message>
    <message>
        <source>first divergence at token {number}: “{new}” instead of “{old}”; from there the text would be another</source>
        <translation>首次分歧在第 {number} 个词元：“{new}”而非“{old}”；从那里起文本将会不同</translation>
    </message>
</context>
<context>
    <name>Word</name>
    <message>
        <source>A reply is being written: ask when it is complete.</source>
        <translation>正在生成回复：请等它完成后再询问。</translation>
    </message>
</context>
<context>
    <name>WordRow</name>
    <message>
        <source>a word, with its space before it</source>
        <translation>一个词，连同它前面的空格</translation>
    </message>
    <message>
        <source>Ask for a word</source>
        <translation>询问一个词</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>询问</translation>
    </message>
    <message>
        <source>asking …</source>
        <translation>正在询问…</translation>
    </message>
    <message>
        <source>{piece}: probability {share}, rank {rank}; {fate}</source>
        <translation>{piece}：概率 {share}，排名 {rank}；{fate}</translation>
    </message>
    <message>
        <source>{count} tokens, together {share}; the first: {fate}</source>
        <translation>{count} 个词元，合计 {share}；第一个：{fate}</translation>
    </message>
    <message>
        <source>{piece}: probability {share}, rank {rank}</source>
        <translation>{piece}：概率 {share}，排名 {rank}</translation>
    </message>
    <message>
        <source>cut by {reason}</source>
        <translation>被{reason}剔除</translation>
    </message>
    <message>
        <source>after the stages {share}</source>
        <translation>各环节之后 {share}</translation>
    </message>
</context>
</TS>
